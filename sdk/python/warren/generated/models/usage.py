from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.used_by_pod import UsedByPod
    from ..models.used_emails import UsedEmails
    from ..models.used_inbound import UsedInbound
    from ..models.used_on_day import UsedOnDay
    from ..models.used_requests import UsedRequests
    from ..models.used_stacks import UsedStacks
    from ..models.used_storage import UsedStorage


T = TypeVar("T", bound="Usage")


@_attrs_define
class Usage:
    """Usage of an account.

    Attributes:
        account_id (str): An account. Example: acc_0a1b2c3d4e5f6g7h.
        days (list[UsedOnDay]): The last 30 days, oldest first; the last one is today.
        emails (UsedEmails): Emails that were sent.
        inbound (UsedInbound): Mail received today (UTC).
        period (str): Today (UTC). Example: 2026-04-01.
        requests (UsedRequests): Requests today (UTC).
        stacks (UsedStacks): The account's custom domains.
        status (str): Always `active`. Example: active.
        storage (UsedStorage): Stored mail, received and sent.
        tier (str): The tier of an account, which the operator sets.
            - `free`: the lower limits
            - `paid`: the higher limits
        limit (int | None | Unset): With `by=pod`: the maximum number of pods on a page. Always 100.
        next_cursor (None | str | Unset): With `by=pod`: the `cursor` of the next page; absent on the last page.
            Example: pod_0a1b2c3d4e5f6g7h.
        pods (list[UsedByPod] | None | Unset): With `by=pod`: the pods that were active today, in the order of their
            ids.
    """

    account_id: str
    days: list[UsedOnDay]
    emails: UsedEmails
    inbound: UsedInbound
    period: str
    requests: UsedRequests
    stacks: UsedStacks
    status: str
    storage: UsedStorage
    tier: str
    limit: int | None | Unset = UNSET
    next_cursor: None | str | Unset = UNSET
    pods: list[UsedByPod] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        emails = self.emails.to_dict()

        inbound = self.inbound.to_dict()

        period = self.period

        requests = self.requests.to_dict()

        stacks = self.stacks.to_dict()

        status = self.status

        storage = self.storage.to_dict()

        tier = self.tier

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        pods: list[dict[str, Any]] | None | Unset
        if isinstance(self.pods, Unset):
            pods = UNSET
        elif isinstance(self.pods, list):
            pods = []
            for pods_type_0_item_data in self.pods:
                pods_type_0_item = pods_type_0_item_data.to_dict()
                pods.append(pods_type_0_item)

        else:
            pods = self.pods

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "days": days,
                "emails": emails,
                "inbound": inbound,
                "period": period,
                "requests": requests,
                "stacks": stacks,
                "status": status,
                "storage": storage,
                "tier": tier,
            }
        )
        if limit is not UNSET:
            field_dict["limit"] = limit
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor
        if pods is not UNSET:
            field_dict["pods"] = pods

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.used_by_pod import UsedByPod  # noqa: PLC0415
        from ..models.used_emails import UsedEmails  # noqa: PLC0415
        from ..models.used_inbound import UsedInbound  # noqa: PLC0415
        from ..models.used_on_day import UsedOnDay  # noqa: PLC0415
        from ..models.used_requests import UsedRequests  # noqa: PLC0415
        from ..models.used_stacks import UsedStacks  # noqa: PLC0415
        from ..models.used_storage import UsedStorage  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = UsedOnDay.from_dict(days_item_data)

            days.append(days_item)

        emails = UsedEmails.from_dict(d.pop("emails"))

        inbound = UsedInbound.from_dict(d.pop("inbound"))

        period = d.pop("period")

        requests = UsedRequests.from_dict(d.pop("requests"))

        stacks = UsedStacks.from_dict(d.pop("stacks"))

        status = d.pop("status")

        storage = UsedStorage.from_dict(d.pop("storage"))

        tier = d.pop("tier")

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        def _parse_pods(data: object) -> list[UsedByPod] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                pods_type_0 = []
                _pods_type_0 = data
                for pods_type_0_item_data in _pods_type_0:
                    pods_type_0_item = UsedByPod.from_dict(pods_type_0_item_data)

                    pods_type_0.append(pods_type_0_item)

                return pods_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UsedByPod] | None | Unset, data)

        pods = _parse_pods(d.pop("pods", UNSET))

        usage = cls(
            account_id=account_id,
            days=days,
            emails=emails,
            inbound=inbound,
            period=period,
            requests=requests,
            stacks=stacks,
            status=status,
            storage=storage,
            tier=tier,
            limit=limit,
            next_cursor=next_cursor,
            pods=pods,
        )

        usage.additional_properties = d
        return usage

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
