from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewRepository")


@_attrs_define
class NewRepository:
    """A repository to add.

    Attributes:
        name (str): The name that it has in the configuration of runners, at most 100 characters. Unique in the
            environment. Example: site.
        default_branch (None | str | Unset): The branch where runs begin that name none. Default: the repository's own.
            Example: main.
        url (None | str | Unset): Where it is, for people. Runners use the path or URL in their own configuration, never
            this. Example: https://git.example/team/site.
    """

    name: str
    default_branch: None | str | Unset = UNSET
    url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        default_branch: None | str | Unset
        if isinstance(self.default_branch, Unset):
            default_branch = UNSET
        else:
            default_branch = self.default_branch

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if default_branch is not UNSET:
            field_dict["default_branch"] = default_branch
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_default_branch(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        default_branch = _parse_default_branch(d.pop("default_branch", UNSET))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        new_repository = cls(
            name=name,
            default_branch=default_branch,
            url=url,
        )

        return new_repository
