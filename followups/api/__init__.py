"""Decisions, drafts and replies for programs."""

from followups.api.decisions import DecisionViewSet
from followups.api.questions import CheckDraftsView, ClassifyRepliesView, DecideView

__all__ = ["CheckDraftsView", "ClassifyRepliesView", "DecideView", "DecisionViewSet"]
