"""Reading letters: what is common to drafts and replies. Pure."""
