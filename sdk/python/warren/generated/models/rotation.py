from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Rotation")


@_attrs_define
class Rotation:
    """How to replace a key.

    Attributes:
        everything (bool | None | Unset): True also ends all other access: the backup key, all keys of pods, all other
            sessions, all grants of OAuth clients, all open
            invitations, all webhooks, and the URLs of all calendar feeds. Default: false.
    """

    everything: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        everything: bool | None | Unset
        if isinstance(self.everything, Unset):
            everything = UNSET
        else:
            everything = self.everything

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if everything is not UNSET:
            field_dict["everything"] = everything

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_everything(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        everything = _parse_everything(d.pop("everything", UNSET))

        rotation = cls(
            everything=everything,
        )

        return rotation
