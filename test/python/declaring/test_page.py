"""The page: its head and its layout."""

from __future__ import annotations

from typing import Any

import pytest

from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")


def config(sv: Page) -> Any:
    return sv.dashboard.config_message()


def test_the_page_has_a_title_a_description_and_a_theme(sv: Page) -> None:
    sv.title("Shop")
    sv.description("Everything that sells")
    sv.theme("dark")
    assert config(sv) == {
        "type": "config",
        "title": "Shop",
        "description": "Everything that sells",
        "theme": "dark",
        "widgets": {},
    }


def test_the_page_has_a_time_zone(sv: Page) -> None:
    sv.theme(timezone="Europe/Berlin")
    assert config(sv) == {"type": "config", "timezone": "Europe/Berlin", "widgets": {}}


@pytest.mark.parametrize(
    "accent",
    [
        "#0a7",
        "#00AA77ff",
        " Teal",
        "rgb(0 170 119)",
        "rgba(0, 170, 119, .5)",
        "oklch(0.6 0.15 160deg / 50%)",
        "hsl(160 none 33%)",
    ],
)
def test_the_accent_is_a_css_colour(sv: Page, accent: str) -> None:
    sv.theme(accent=accent)
    assert config(sv)["accent"] == accent.strip().lower()
    assert "theme" not in config(sv)


@pytest.mark.parametrize(
    "accent",
    [
        "",
        "blu",
        "#12",
        "#12345",
        "red; color: blue",
        "url(https://example.com/x.png)",
        "rgb(0 0)",
        "rgb(0 0 0 0 0)",
        "rgb(calc(1) 0 0)",
        "var(--x)",
        "red}",
        "inherit",
        "#0a7\n#",
        "rgb(0 0 0",
    ],
)
def test_what_is_no_css_colour_is_no_accent(sv: Page, accent: str) -> None:
    with pytest.raises(ValueError, match="accent must be a CSS colour"):
        sv.theme("dark", accent=accent)
    assert "theme" not in config(sv)


def test_without_rows_and_columns_there_is_no_layout(sv: Page) -> None:
    sv.gauge("a")
    assert "layout" not in config(sv)


def test_rows_and_columns_make_the_layout(sv: Page) -> None:
    sv.gauge("top")
    with sv.row():
        sv.gauge("left")
        with sv.row():
            sv.gauge("right")
    wide, narrow = sv.columns([2, 1])
    wide.stat("wide")
    with narrow:
        sv.gauge("one")
        sv.gauge("two")
        with sv.row():
            sv.gauge("three")
            sv.gauge("four")
    _, only = sv.columns(2)
    only.gauge("only")
    sv.columns(2)
    assert config(sv)["layout"] == {
        "rows": [
            ["top"],
            ["left", "right"],
            [
                {
                    "columns": ["wide", {"rows": [["one"], ["two"], ["three", "four"]]}],
                    "widths": [2, 1],
                }
            ],
            [{"columns": ["only"], "widths": [1]}],
        ]
    }


def test_what_stands_in_no_row_arranges_itself_on_the_page_and_in_tabs(sv: Page) -> None:
    sv.gauge("one")
    sv.stat("two")
    with sv.row():
        sv.gauge("left")
        sv.gauge("right")
    sv.gauge("alone")
    (tab,) = sv.tabs(["Overview"])
    with tab:
        sv.stat("three")
        sv.gauge("four")
        column, _ = sv.columns(2)
        column.gauge("below")
        column.gauge("other")
    assert config(sv)["layout"] == {
        "rows": [
            [{"auto": ["one", "two"]}],
            ["left", "right"],
            ["alone"],
            [
                {
                    "tabs": [
                        {
                            "title": "Overview",
                            "rows": [
                                [{"auto": ["three", "four"]}],
                                [
                                    {
                                        "columns": [{"rows": [["below"], ["other"]]}],
                                        "widths": [1.0],
                                    }
                                ],
                            ],
                        }
                    ]
                }
            ],
        ]
    }


def test_tabs_are_part_of_the_layout(sv: Page) -> None:
    overview, details, _empty = sv.tabs(["Overview", "Details", "Later"])
    overview.stat("orders")
    with details:
        sv.gauge("one")
        left, _ = sv.columns(2)
        inner, _ = left.tabs(["A", "B"])
        with inner, sv.row():
            sv.gauge("two")
            sv.gauge("three")
    sv.tabs(["Nothing"])
    inside = {"tabs": [{"title": "A", "rows": [["two", "three"]]}]}
    assert config(sv)["layout"] == {
        "rows": [
            [
                {
                    "tabs": [
                        {"title": "Overview", "rows": [["orders"]]},
                        {
                            "title": "Details",
                            "rows": [
                                ["one"],
                                [{"columns": [{"rows": [[inside]]}], "widths": [1.0]}],
                            ],
                        },
                    ]
                }
            ]
        ]
    }
