from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_attendee_type_1 import NewAttendeeType1


T = TypeVar("T", bound="EventPatch")


@_attrs_define
class EventPatch:
    """Changes to an event. Absent fields do not change; `null` removes an optional field.

    Attributes:
        all_day (bool | None | Unset): Whether the event takes whole days.
        attendees (list[NewAttendeeType1 | str] | None | Unset): All attendees. Those who stay keep their answers.
            Example: ['ann@mail.example'].
        description (None | str | Unset): At most 8,000 characters. Null removes it. Example: The plan for the next
            week..
        end (None | str | Unset): As in a new event. Example: 2026-11-25T11:00:00+01:00.
        exdates (list[str] | None | Unset): All excluded occurrences. If absent, they stay; they move with the start,
            and are removed with the rule. Example: ['2026-12-02T10:00:00+01:00'].
        invite (bool | None | Unset): `true` invites the attendees and notifies them of changes from now on; `false`
            stops that.
        location (None | str | Unset): At most 500 characters. Null removes it. Example: Room 4.
        organizer (None | str | Unset): One of your addresses, optionally with a name. It cannot be changed after people
            were invited. Example: Ada <ada@warren.example>.
        reminders (list[int] | None | Unset): As in a new event.
        rrule (None | str | Unset): As in a new event. Null makes it a single event. Example:
            FREQ=WEEKLY;BYDAY=WE;COUNT=10.
        start (None | str | Unset): As in a new event. Example: 2026-11-25T10:00:00+01:00.
        status (None | str | Unset):
        summary (None | str | Unset): The title, at most 500 characters. Example: Planning.
        timezone (None | str | Unset): An IANA time zone. Null removes it. Example: Europe/Vienna.
        transparency (None | str | Unset):
    """

    all_day: bool | None | Unset = UNSET
    attendees: list[NewAttendeeType1 | str] | None | Unset = UNSET
    description: None | str | Unset = UNSET
    end: None | str | Unset = UNSET
    exdates: list[str] | None | Unset = UNSET
    invite: bool | None | Unset = UNSET
    location: None | str | Unset = UNSET
    organizer: None | str | Unset = UNSET
    reminders: list[int] | None | Unset = UNSET
    rrule: None | str | Unset = UNSET
    start: None | str | Unset = UNSET
    status: None | str | Unset = UNSET
    summary: None | str | Unset = UNSET
    timezone: None | str | Unset = UNSET
    transparency: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_attendee_type_1 import NewAttendeeType1  # noqa: PLC0415

        all_day: bool | None | Unset
        if isinstance(self.all_day, Unset):
            all_day = UNSET
        else:
            all_day = self.all_day

        attendees: list[dict[str, Any] | str] | None | Unset
        if isinstance(self.attendees, Unset):
            attendees = UNSET
        elif isinstance(self.attendees, list):
            attendees = []
            for attendees_type_0_item_data in self.attendees:
                attendees_type_0_item: dict[str, Any] | str
                if isinstance(attendees_type_0_item_data, NewAttendeeType1):
                    attendees_type_0_item = attendees_type_0_item_data.to_dict()
                else:
                    attendees_type_0_item = attendees_type_0_item_data
                attendees.append(attendees_type_0_item)

        else:
            attendees = self.attendees

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        end: None | str | Unset
        if isinstance(self.end, Unset):
            end = UNSET
        else:
            end = self.end

        exdates: list[str] | None | Unset
        if isinstance(self.exdates, Unset):
            exdates = UNSET
        elif isinstance(self.exdates, list):
            exdates = self.exdates

        else:
            exdates = self.exdates

        invite: bool | None | Unset
        if isinstance(self.invite, Unset):
            invite = UNSET
        else:
            invite = self.invite

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        organizer: None | str | Unset
        if isinstance(self.organizer, Unset):
            organizer = UNSET
        else:
            organizer = self.organizer

        reminders: list[int] | None | Unset
        if isinstance(self.reminders, Unset):
            reminders = UNSET
        elif isinstance(self.reminders, list):
            reminders = self.reminders

        else:
            reminders = self.reminders

        rrule: None | str | Unset
        if isinstance(self.rrule, Unset):
            rrule = UNSET
        else:
            rrule = self.rrule

        start: None | str | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        else:
            start = self.start

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        summary: None | str | Unset
        if isinstance(self.summary, Unset):
            summary = UNSET
        else:
            summary = self.summary

        timezone: None | str | Unset
        if isinstance(self.timezone, Unset):
            timezone = UNSET
        else:
            timezone = self.timezone

        transparency: None | str | Unset
        if isinstance(self.transparency, Unset):
            transparency = UNSET
        else:
            transparency = self.transparency

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if all_day is not UNSET:
            field_dict["all_day"] = all_day
        if attendees is not UNSET:
            field_dict["attendees"] = attendees
        if description is not UNSET:
            field_dict["description"] = description
        if end is not UNSET:
            field_dict["end"] = end
        if exdates is not UNSET:
            field_dict["exdates"] = exdates
        if invite is not UNSET:
            field_dict["invite"] = invite
        if location is not UNSET:
            field_dict["location"] = location
        if organizer is not UNSET:
            field_dict["organizer"] = organizer
        if reminders is not UNSET:
            field_dict["reminders"] = reminders
        if rrule is not UNSET:
            field_dict["rrule"] = rrule
        if start is not UNSET:
            field_dict["start"] = start
        if status is not UNSET:
            field_dict["status"] = status
        if summary is not UNSET:
            field_dict["summary"] = summary
        if timezone is not UNSET:
            field_dict["timezone"] = timezone
        if transparency is not UNSET:
            field_dict["transparency"] = transparency

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_attendee_type_1 import NewAttendeeType1  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_all_day(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        all_day = _parse_all_day(d.pop("all_day", UNSET))

        def _parse_attendees(data: object) -> list[NewAttendeeType1 | str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                attendees_type_0 = []
                _attendees_type_0 = data
                for attendees_type_0_item_data in _attendees_type_0:

                    def _parse_attendees_type_0_item(data: object) -> NewAttendeeType1 | str:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_new_attendee_type_1 = NewAttendeeType1.from_dict(data)

                            return componentsschemas_new_attendee_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(NewAttendeeType1 | str, data)

                    attendees_type_0_item = _parse_attendees_type_0_item(attendees_type_0_item_data)

                    attendees_type_0.append(attendees_type_0_item)

                return attendees_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[NewAttendeeType1 | str] | None | Unset, data)

        attendees = _parse_attendees(d.pop("attendees", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_end(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        end = _parse_end(d.pop("end", UNSET))

        def _parse_exdates(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                exdates_type_0 = cast(list[str], data)

                return exdates_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        exdates = _parse_exdates(d.pop("exdates", UNSET))

        def _parse_invite(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        invite = _parse_invite(d.pop("invite", UNSET))

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        def _parse_organizer(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        organizer = _parse_organizer(d.pop("organizer", UNSET))

        def _parse_reminders(data: object) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                reminders_type_0 = cast(list[int], data)

                return reminders_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        reminders = _parse_reminders(d.pop("reminders", UNSET))

        def _parse_rrule(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        rrule = _parse_rrule(d.pop("rrule", UNSET))

        def _parse_start(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_summary(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        summary = _parse_summary(d.pop("summary", UNSET))

        def _parse_timezone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        timezone = _parse_timezone(d.pop("timezone", UNSET))

        def _parse_transparency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        transparency = _parse_transparency(d.pop("transparency", UNSET))

        event_patch = cls(
            all_day=all_day,
            attendees=attendees,
            description=description,
            end=end,
            exdates=exdates,
            invite=invite,
            location=location,
            organizer=organizer,
            reminders=reminders,
            rrule=rrule,
            start=start,
            status=status,
            summary=summary,
            timezone=timezone,
            transparency=transparency,
        )

        event_patch.additional_properties = d
        return event_patch

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
