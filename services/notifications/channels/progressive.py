"""What makes the pages an application: its manifest, and what a browser runs when a push message comes."""

from pathlib import Path
from typing import Any

from shared.web import static

WORKER = (Path(__file__).parent / "worker.js").read_text(encoding="utf-8")


def manifest(name: str, colour: str | None) -> dict[str, Any]:
    """As browsers read it (W3C, Web Application Manifest)."""
    icon = {"src": static.address("notifications", "rings.svg"), "sizes": "any", "type": "image/svg+xml"}
    return {
        "name": name,
        "short_name": name[:12].strip(),
        "id": "/",
        "start_url": "/booking/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": colour or "#1f5f5b",
        "icons": [icon, {**icon, "purpose": "maskable"}],
    }
