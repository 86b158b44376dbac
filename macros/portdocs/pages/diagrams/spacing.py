"""The space in a container: at its sides, for its title and for its corridor, in which lines go up and down."""

from __future__ import annotations

from portdocs.pages.diagrams.containers import Container

LEFT, RIGHT, BOTTOM = 18.0, 10.0, 10.0
"""The space in a frame; its corridor is at the left."""
SECTION_LEFT = 15.0
"""The space at the left of a section without a frame."""
INSET = 6.0
"""The space between a frame and the only frame or section in it; their titles share a line."""
HEADING, CAPTION = 40.0, 30.0
TOP = 12.0
"""The space above nodes without a title: lines arrive there."""
COLUMN_GAP, SHELF_GAP = 12.0, 20.0


def sides(container: Container) -> tuple[float, float]:
    """The space at the left and at the right of what is in a container."""
    if container.group is None:
        return SECTION_LEFT, 0.0
    return (INSET, INSET) if container.is_wrapper else (LEFT, RIGHT)


def below(container: Container) -> float:
    """The space below what is in a container."""
    if container.group is None:
        return 0.0
    return INSET if container.is_wrapper else BOTTOM


def title_x(container: Container) -> float:
    """The start of a title, from the left of its container."""
    if container.has_titled_child:
        return sides(container)[0] + title_x(container.children[0])
    return SECTION_LEFT if container.group is None else LEFT


def title_y(container: Container) -> float:
    """The middle of the first line of a title, from the top of its container."""
    if container.has_titled_child:
        return INSET + title_y(container.children[0])
    return CAPTION / 2 - 5 if container.group is None else HEADING / 2 - 3


def corridor(container: Container) -> float:
    """The middle of the corridor, from the left of its container; containers that share a line share a corridor."""
    if container.has_titled_child:
        return sides(container)[0] + corridor(container.children[0])
    return (SECTION_LEFT if container.group is None else LEFT) / 2


def nesting(container: Container) -> float:
    """The width that the frames around the deepest grid take; nothing without a grid."""
    inner = [nesting(child) for child in container.children]
    if not (container.members or any(inner)):
        return 0.0
    return sum(sides(container)) + max(inner, default=0.0)


def frames_abreast(tree: Container) -> tuple[int, float]:
    """The number of containers that could stand next to each other, and the width that those around them take."""
    around = sum(sides(tree))
    while len(tree.children) == 1 and not tree.members:
        tree = tree.children[0]
        around += sum(sides(tree))
    return len([child for child in tree.children if child.group is not None]), around
