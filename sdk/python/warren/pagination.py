"""Lists that have more than one page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeVar

from .generated.types import UNSET, Unset

Page = TypeVar("Page")
Cursor = str | Unset


def pages(fetch_page: Callable[[Cursor], Page]) -> Iterator[Page]:
    """The pages of a list, each requested when it is needed.

    `fetch_page` gets the `cursor` of the page, which is UNSET for the first one.
    """
    cursor: Cursor | None = UNSET
    while cursor is not None:
        page = fetch_page(cursor)
        yield page
        cursor = _next_cursor(page)


def paginate(field: str, fetch_page: Callable[[Cursor], Page]) -> Iterator[Any]:
    """The items of all pages of a list; `field` is the field of a page that has them."""
    for page in pages(fetch_page):
        yield from getattr(page, field)


async def async_pages(fetch_page: Callable[[Cursor], Awaitable[Page]]) -> AsyncIterator[Page]:
    """`pages` for asyncio."""
    cursor: Cursor | None = UNSET
    while cursor is not None:
        page = await fetch_page(cursor)
        yield page
        cursor = _next_cursor(page)


async def async_paginate(field: str, fetch_page: Callable[[Cursor], Awaitable[Page]]) -> AsyncIterator[Any]:
    """`paginate` for asyncio."""
    async for page in async_pages(fetch_page):
        for item in getattr(page, field):
            yield item


def _next_cursor(page: Any) -> str | None:
    return page.next_cursor or None
