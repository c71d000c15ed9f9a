"""The pages of references: the coordinator's, and those of everybody and of who has a link."""

from fastapi import APIRouter

from services.feedback.references.pages import coordinator, public

router = APIRouter()
router.include_router(public.router)
router.include_router(coordinator.router)
