"""One module a chapter: captions, alternative texts and sentences, computed from the drawn data.

In all of them ``evidence`` is the facts seen from a day under a policy, and ``scenario`` the
checked parameters.
"""
