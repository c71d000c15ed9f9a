"""What a program's token may be for: each scope opens the addresses whose access rules name it."""

from typing import Literal

Scope = Literal["debriefings:ask", "debriefings:read", "organisations:read", "organisations:write"]
ASK: Scope = "debriefings:ask"
READ: Scope = "debriefings:read"
READ_ORGANISATIONS: Scope = "organisations:read"
WRITE_ORGANISATIONS: Scope = "organisations:write"
