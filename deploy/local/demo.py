"""The demo: a sample network, then two stories told on it, each step timed: a debriefing, and a contract's signing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console

from deploy.local import sample, sample_contracts
from deploy.local.debriefing_story import DebriefingStory
from deploy.local.sample import ZONE
from deploy.local.signing_story import SigningStory
from deploy.local.telling import StoryBroken

# How long one answer may take on a machine that has much else to do; a quick one answers in milliseconds.
PATIENCE = 60.0


async def play(where: Mapping[str, Any], console: Console) -> bool:
    """Load the sample, tell both stories, print; whether both ended well."""
    coordinator = {"Authorization": f"Bearer {where['coordinator_token']}"}
    async with (
        httpx.AsyncClient(base_url=where["base_url"], timeout=PATIENCE, trust_env=False) as http,
        httpx.AsyncClient(base_url=where["inbox_url"], timeout=PATIENCE, trust_env=False) as inbox,
    ):
        try:
            now = datetime.now(ZONE)
            await sample.load(http, coordinator, now)
            await sample_contracts.load(http, coordinator, now)
            confirmed = await DebriefingStory(http, inbox, console, "From request to confirmation").tell()
            signing = SigningStory(http, inbox, console, "From the draft to everybody's calendar")
            signed = await signing.tell(coordinator, now)
        except (StoryBroken, KeyError, httpx.HTTPError, TimeoutError) as broken:
            console.print(f"[bold red]The story broke off:[/] {type(broken).__name__}: {broken}")
            return False
    return confirmed and signed
