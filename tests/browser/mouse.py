"""A person with a mouse on a map."""


def click_corners(page, canvas, *spots) -> None:
    """Click on a map, `spots` counted in pixels from its middle."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for right, down in spots:
        page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)
        # Leaflet.draw takes no corner for 50 ms after one; the page's own clock tells when they are over.
        page.evaluate("() => new Promise((over) => setTimeout(over, 60))")
