from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.observation import Observation
    from ..models.observation_filters import ObservationFilters


T = TypeVar("T", bound="Observations")


@_attrs_define
class Observations:
    """A page of observations.

    Attributes:
        count (int): Items on this page.
        has_more (bool): Whether there is another page.
        limit (int): Most items on a page: as asked for, or the maximum of the operation.
        filters (ObservationFilters): The filters of the list.
        observations (list[Observation]): Newest first.
        next_cursor (None | str | Unset): The `cursor` of the next page; null on the last page. Example:
            eyJhZnRlciI6NDJ9.
    """

    count: int
    has_more: bool
    limit: int
    filters: ObservationFilters
    observations: list[Observation]
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        has_more = self.has_more

        limit = self.limit

        filters = self.filters.to_dict()

        observations = []
        for observations_item_data in self.observations:
            observations_item = observations_item_data.to_dict()
            observations.append(observations_item)

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "has_more": has_more,
                "limit": limit,
                "filters": filters,
                "observations": observations,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.observation import Observation  # noqa: PLC0415
        from ..models.observation_filters import ObservationFilters  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        filters = ObservationFilters.from_dict(d.pop("filters"))

        observations = []
        _observations = d.pop("observations")
        for observations_item_data in _observations:
            observations_item = Observation.from_dict(observations_item_data)

            observations.append(observations_item)

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        observations = cls(
            count=count,
            has_more=has_more,
            limit=limit,
            filters=filters,
            observations=observations,
            next_cursor=next_cursor,
        )

        observations.additional_properties = d
        return observations

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
