from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.surviving_ids import SurvivingIds
    from ..models.surviving_pod_keys import SurvivingPodKeys


T = TypeVar("T", bound="Surviving")


@_attrs_define
class Surviving:
    """What still has access to the account or receives its data after a rotation.

    Attributes:
        invitations (SurvivingIds): Their number and ids.
        members (SurvivingIds): Their number and ids.
        oauth_grants (SurvivingIds): Their number and ids.
        other_pods (SurvivingIds): Their number and ids.
        pod_keys (SurvivingPodKeys): Keys of pods.
        run_keys (SurvivingIds): Their number and ids.
        scim_tokens (SurvivingIds): Their number and ids.
        sessions (SurvivingIds): Their number and ids.
        backup_key (None | str | Unset): The first characters of the dormant backup key; null if there is none. Example:
            al_live_k7x9.
        calendar_feed (bool | None | Unset): Whether the calendar feed of the account's home pod has a URL; null if the
            pod did not answer.
        webhooks (None | SurvivingIds | Unset):
    """

    invitations: SurvivingIds
    members: SurvivingIds
    oauth_grants: SurvivingIds
    other_pods: SurvivingIds
    pod_keys: SurvivingPodKeys
    run_keys: SurvivingIds
    scim_tokens: SurvivingIds
    sessions: SurvivingIds
    backup_key: None | str | Unset = UNSET
    calendar_feed: bool | None | Unset = UNSET
    webhooks: None | SurvivingIds | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.surviving_ids import SurvivingIds  # noqa: PLC0415

        invitations = self.invitations.to_dict()

        members = self.members.to_dict()

        oauth_grants = self.oauth_grants.to_dict()

        other_pods = self.other_pods.to_dict()

        pod_keys = self.pod_keys.to_dict()

        run_keys = self.run_keys.to_dict()

        scim_tokens = self.scim_tokens.to_dict()

        sessions = self.sessions.to_dict()

        backup_key: None | str | Unset
        if isinstance(self.backup_key, Unset):
            backup_key = UNSET
        else:
            backup_key = self.backup_key

        calendar_feed: bool | None | Unset
        if isinstance(self.calendar_feed, Unset):
            calendar_feed = UNSET
        else:
            calendar_feed = self.calendar_feed

        webhooks: dict[str, Any] | None | Unset
        if isinstance(self.webhooks, Unset):
            webhooks = UNSET
        elif isinstance(self.webhooks, SurvivingIds):
            webhooks = self.webhooks.to_dict()
        else:
            webhooks = self.webhooks

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "invitations": invitations,
                "members": members,
                "oauth_grants": oauth_grants,
                "other_pods": other_pods,
                "pod_keys": pod_keys,
                "run_keys": run_keys,
                "scim_tokens": scim_tokens,
                "sessions": sessions,
            }
        )
        if backup_key is not UNSET:
            field_dict["backup_key"] = backup_key
        if calendar_feed is not UNSET:
            field_dict["calendar_feed"] = calendar_feed
        if webhooks is not UNSET:
            field_dict["webhooks"] = webhooks

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.surviving_ids import SurvivingIds  # noqa: PLC0415
        from ..models.surviving_pod_keys import SurvivingPodKeys  # noqa: PLC0415

        d = dict(src_dict)
        invitations = SurvivingIds.from_dict(d.pop("invitations"))

        members = SurvivingIds.from_dict(d.pop("members"))

        oauth_grants = SurvivingIds.from_dict(d.pop("oauth_grants"))

        other_pods = SurvivingIds.from_dict(d.pop("other_pods"))

        pod_keys = SurvivingPodKeys.from_dict(d.pop("pod_keys"))

        run_keys = SurvivingIds.from_dict(d.pop("run_keys"))

        scim_tokens = SurvivingIds.from_dict(d.pop("scim_tokens"))

        sessions = SurvivingIds.from_dict(d.pop("sessions"))

        def _parse_backup_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        backup_key = _parse_backup_key(d.pop("backup_key", UNSET))

        def _parse_calendar_feed(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        calendar_feed = _parse_calendar_feed(d.pop("calendar_feed", UNSET))

        def _parse_webhooks(data: object) -> None | SurvivingIds | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                webhooks_type_0 = SurvivingIds.from_dict(data)

                return webhooks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SurvivingIds | Unset, data)

        webhooks = _parse_webhooks(d.pop("webhooks", UNSET))

        surviving = cls(
            invitations=invitations,
            members=members,
            oauth_grants=oauth_grants,
            other_pods=other_pods,
            pod_keys=pod_keys,
            run_keys=run_keys,
            scim_tokens=scim_tokens,
            sessions=sessions,
            backup_key=backup_key,
            calendar_feed=calendar_feed,
            webhooks=webhooks,
        )

        surviving.additional_properties = d
        return surviving

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
