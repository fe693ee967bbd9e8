"""The claims of the article as tests: one verdict function for each, and the ledger of all."""
