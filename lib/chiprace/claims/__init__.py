"""The claims of the article as tests: one verdict function for each, and the ledger of all.

In all of them ``evidence`` is the facts seen from a day under a policy, and ``scenario`` the
checked parameters.
"""
