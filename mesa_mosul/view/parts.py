"""Small parts that both tabs are made of."""

# Solara's components are named like classes, as its own are.
# ruff: noqa: N802

import solara


@solara.component
def Html(text: str) -> None:
    """Show HTML that `texts` made, in which every text is escaped."""
    solara.HTML("div", unsafe_innerHTML=text, classes=["mosul-html"])


@solara.component
def Picture(url: str, description: str) -> None:
    """Show a picture, in words too for those who cannot see it."""
    image = solara.v.Html(tag="img", attributes={"src": url, "alt": description})
    solara.v.Html(tag="div", class_="mosul-picture", children=[image])
