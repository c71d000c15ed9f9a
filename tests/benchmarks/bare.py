"""The floor of a page: FastAPI and one Jinja template, without anything that makes it somebody's page."""

import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(Path(__file__).parent)
ROWS = [(f"Koulu {n}", "Lieto", "09:30") for n in range(20)]


@app.get("/page")
async def page(request: Request) -> Response:
    """Twenty rows in a template."""
    return templates.TemplateResponse(request, "bare.html", {"rows": ROWS})


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["RINNALLA_HTTP_PORT"]), log_level="warning")
