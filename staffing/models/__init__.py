"""The staff: import models from here."""

from staffing.models.post import Placement, Post
from staffing.models.workplace import Workplace

__all__ = ["Placement", "Post", "Workplace"]
