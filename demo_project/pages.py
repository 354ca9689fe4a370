"""The titles, summaries and menu entries of the demo's pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: ``name`` is the name of its URL, ``menu`` its entry in a menu, if any.

    Pages with the same ``section`` have a menu of their own, which the first of them
    represents in the menu of the site. With ``navigate`` a menu uses live navigation.
    It is off for views that set no ``live_title``, because the tab would keep the title
    of the previous page.
    """

    name: str
    title: str
    summary: str
    menu: str = ""
    section: str = ""
    navigate: bool = False


LIVE = "Live views"

PAGES = (
    Page(
        name="home",
        title="Messages on every page of your Django project",
        menu="Home",
        summary=(
            "After a redirect, from htmx and fetch, from background tasks, in the "
            "admin. No page has to be rewritten for it."
        ),
    ),
    Page(
        name="plain",
        title="Plain pages",
        menu="Plain pages",
        summary=(
            "A form, a view, a redirect. Django's messages and put_flash appear in the "
            "same place, one after the other."
        ),
    ),
    Page(
        name="htmx",
        title="htmx",
        menu="htmx",
        summary=(
            "A view that answers htmx puts a message as any other view does. It "
            "appears with the response, whatever that contains."
        ),
    ),
    Page(
        name="fetch",
        title="fetch",
        menu="fetch",
        summary=(
            "A view that answers a script with JSON puts a message, too. The script "
            "can also show one of its own, without a request."
        ),
    ),
    Page(
        name="staff",
        title="Admin",
        menu="Admin",
        summary=(
            "Django's admin shows its messages in the same stack. A long action shows "
            "its progress there, whatever page is open."
        ),
    ),
    Page(
        name="export",
        title="Background work",
        menu="Background work",
        summary=(
            "A task in another process pushes its progress to you: into every tab that "
            "you have open, and onto your next page if there is none."
        ),
    ),
    Page(
        name="kept",
        title="Notification centre",
        menu="Notifications",
        summary=(
            "What you may want to find again is kept under the bell in the header, on "
            "every page and every device, until you delete it."
        ),
    ),
    Page(
        name="rich",
        title="Rich messages",
        menu="Rich messages",
        summary=(
            "Buttons, links, icons, a countdown, progress: a message holds what it has "
            "to say and what can be done about it."
        ),
        navigate=True,
    ),
    Page(
        name="playground",
        title="Playground",
        menu="Playground",
        summary=(
            "Choose every option of a message and of the tag that shows it, put it, "
            "and take the code along."
        ),
        navigate=True,
    ),
    Page(
        name="settings",
        title="Settings",
        menu="Settings",
        section=LIVE,
        summary=(
            "A live view: the form is sent to Python without a page load. Save a name "
            "to see a success message. Save an empty field to see an error; click the "
            "error to make it go away."
        ),
    ),
    Page(
        name="form",
        title="Form",
        menu="Form",
        section=LIVE,
        summary=(
            "An ordinary Django form. It is checked while you write; what is wrong is "
            "shown beside the fields and, when you send it, as a message."
        ),
        navigate=True,
    ),
    Page(
        name="gallery",
        title="Gallery",
        menu="Gallery",
        section=LIVE,
        summary=(
            "A message can be any value: a string, a dictionary, an object of your own."
        ),
        navigate=True,
    ),
    Page(
        name="travel",
        title="Travel",
        menu="Travel",
        section=LIVE,
        summary="A message put just before a page change is shown after it, once.",
        navigate=True,
    ),
    Page(
        name="arrival",
        title="Arrival",
        section=LIVE,
        summary="Another live page. A message sent along is shown here.",
        navigate=True,
    ),
    Page(
        name="draft",
        title="Draft",
        menu="Draft",
        section=LIVE,
        summary=(
            "What you write is kept on the server until you send it, whatever happens "
            "to the connection."
        ),
        navigate=True,
    ),
    Page(
        name="counter",
        title="Counter",
        menu="Counter",
        section=LIVE,
        summary="Clicks, keys and a timer on the server, with a message now and then.",
        navigate=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu. ``is_current`` marks the page, or the section of the page."""

    label: str
    page: Page
    is_current: bool


def site_menu(current: Page) -> list[Entry]:
    """Return an entry for each page without a section, and one for each section."""
    first = {page.section: page for page in reversed(PAGES) if page.section}
    shown = [page for page in PAGES if page.menu and not page.section]
    entries = [Entry(page.menu, page, page is current) for page in shown]
    return entries + [
        Entry(section, page, current.section == section)
        for section, page in first.items()
    ]


def section_menu(current: Page) -> list[Entry]:
    """Return an entry for each page in the section of the current one."""
    return [
        Entry(page.menu, page, page is current)
        for page in PAGES
        if page.menu and page.section and page.section == current.section
    ]
