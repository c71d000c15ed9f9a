"""Roles that several of booking's subjects let in; who may open an address stands with it in its subject's part."""

from shared.web.security.authorization import only

SUPERVISOR = only("supervisor")
# The calendar is for both; each supervisor sees and changes their own (`permissions`).
TEAM = only("coordinator", "supervisor")
