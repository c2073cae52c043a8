"""Kabar: the site that wires facts, decisions and deliveries together.

Importing it costs nothing and sets nothing: the launcher and the mail sink run without Django.
"""
