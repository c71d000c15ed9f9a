"""Values that a newer sender knows and this reader doesn't yet: borne while both are at work, as in a rolling upgrade.

A field that takes only certain values says with its type what stands for any other. That holds only for what comes
from another process (`bearing`): whatever is typed here, by people and by us, is still refused.
"""

from typing import Any, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

M = TypeVar("M", bound=BaseModel)
_BEARING = object()


class Unknown:
    """`Annotated[Literal["a", "b"], Unknown("b")]`: what an unknown value of the right kind is read as."""

    def __init__(self, fallback: str | int) -> None:
        self.fallback = fallback

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._read, handler(source))

    def _read(self, value: Any, validate: ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo[Any]) -> Any:
        try:
            return validate(value)
        except ValidationError:
            if info.context is _BEARING and type(value) is type(self.fallback):
                return self.fallback
            raise


class UnknownAmong:
    """`Annotated[tuple[X, ...], UnknownAmong("b")]`: unknown members are left out; of none left the fallback stays."""

    def __init__(self, fallback: str | int) -> None:
        self.fallback = fallback

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._read, handler(source))

    def _read(self, value: Any, validate: ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo[Any]) -> Any:
        if info.context is not _BEARING or not isinstance(value, list | tuple):
            return validate(value)
        known = [each for each in value if type(each) is not type(self.fallback) or _is_known(each, validate)]
        return validate(known or ([self.fallback] if value else []))


def bearing(model: type[M], content: Any) -> M:
    """Read what another process sent. Raises ValidationError where it is wrong in more than an unknown value."""
    return model.model_validate(content, context=_BEARING)


def _is_known(member: Any, validate: ValidatorFunctionWrapHandler) -> bool:
    found: tuple[Any, ...] = validate([member])
    return found == (member,)
