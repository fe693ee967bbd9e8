"""Pure functions: estimates, numbers or arrays in, the same out.

In all of them ``evidence`` is the facts seen from a day under a policy, ``scenario`` the checked
parameters with the assumptions, and ``both`` the two systems that are compared.
"""
