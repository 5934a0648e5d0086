"""The staff: import models from here."""

from staffing.models.follow_up import FollowUp
from staffing.models.post import Placement, Post
from staffing.models.workplace import Workplace

__all__ = ["FollowUp", "Placement", "Post", "Workplace"]
