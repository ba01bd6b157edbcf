from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RunPrompt")


@_attrs_define
class RunPrompt:
    """A further task for an agent.

    Attributes:
        prompt (str): The task, at most 65,536 bytes. Example: Now write a test for it.
    """

    prompt: str

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        run_prompt = cls(
            prompt=prompt,
        )

        return run_prompt
