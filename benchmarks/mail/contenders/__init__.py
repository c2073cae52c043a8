"""Who takes part. Each module runs in a process of its own, with its own Django settings.

A module has `fill(mails)` to queue them, `drain()` to send what is queued and return, and
`waiting()`, the keys of what it still means to send.
"""
