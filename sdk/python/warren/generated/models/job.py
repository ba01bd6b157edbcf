from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Job")


@_attrs_define
class Job:
    """A job that moves inboxes.

    Attributes:
        created_at (datetime.datetime): When it was created.
        environment_id (str): The deleted environment that the inboxes come from. Example: env_0a1b2c3d4e5f6g7h.
        job_id (str): A job that moves the inboxes of an environment. Example: job_0a1b2c3d4e5f6g7h.
        moved (int): Messages that were moved so far. Example: 1000.
        status (str): The status of a job.
            - `running`: inboxes are being moved; the job goes on by itself
            - `done`: they are in the other environment
            - `failed`: nothing was moved; `error` says why
        to (str): The environment that gets the inboxes. Example: env_7h6g5f4e3d2c1b0a.
        updated_at (datetime.datetime): When it last changed.
        error (None | str | Unset): Why the job failed. Null otherwise.
        total (int | None | Unset): Messages to move. Null until it is known. Example: 1000.
    """

    created_at: datetime.datetime
    environment_id: str
    job_id: str
    moved: int
    status: str
    to: str
    updated_at: datetime.datetime
    error: None | str | Unset = UNSET
    total: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        environment_id = self.environment_id

        job_id = self.job_id

        moved = self.moved

        status = self.status

        to = self.to

        updated_at = self.updated_at.isoformat()

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        total: int | None | Unset
        if isinstance(self.total, Unset):
            total = UNSET
        else:
            total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "environment_id": environment_id,
                "job_id": job_id,
                "moved": moved,
                "status": status,
                "to": to,
                "updated_at": updated_at,
            }
        )
        if error is not UNSET:
            field_dict["error"] = error
        if total is not UNSET:
            field_dict["total"] = total

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        environment_id = d.pop("environment_id")

        job_id = d.pop("job_id")

        moved = d.pop("moved")

        status = d.pop("status")

        to = d.pop("to")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_total(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total = _parse_total(d.pop("total", UNSET))

        job = cls(
            created_at=created_at,
            environment_id=environment_id,
            job_id=job_id,
            moved=moved,
            status=status,
            to=to,
            updated_at=updated_at,
            error=error,
            total=total,
        )

        job.additional_properties = d
        return job

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
