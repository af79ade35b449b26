"""Findings that somebody chose to live with: written where they are, with a reason, and only for as long as said."""
