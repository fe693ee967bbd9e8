"""What a GPU really reaches: products, memory and power, measured by anyone who has one."""
