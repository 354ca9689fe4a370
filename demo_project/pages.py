"""The titles, summaries and menu entries of the demo's pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: ``name`` is the name of its URL, ``menu`` its entry in the menu, if any.

    With ``navigate`` the menu uses live navigation. It is off for views that set no
    ``live_title``, because the tab would keep the title of the previous page.
    """

    name: str
    title: str
    summary: str
    menu: str = ""
    navigate: bool = False


PAGES = (
    Page(
        name="home",
        title="Flash messages for live Django pages",
        menu="Home",
        summary=(
            "Call put_flash in an event handler, and the message is on screen. "
            "No page load, no JavaScript to write."
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
        summary=(
            "Save a name to see a success message. Save an empty field, or one with "
            "nothing but spaces, to see an error; click the error to make it go away."
        ),
    ),
    Page(
        name="form",
        title="Form",
        menu="Form",
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
        summary=(
            "A message can be any value: a string, a dictionary, an object of your own."
        ),
        navigate=True,
    ),
    Page(
        name="travel",
        title="Travel",
        menu="Travel",
        summary="A message put just before a page change is shown after it, once.",
        navigate=True,
    ),
    Page(
        name="arrival",
        title="Arrival",
        summary="Another live page. A message sent along is shown here.",
        navigate=True,
    ),
    Page(
        name="draft",
        title="Draft",
        menu="Draft",
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
        summary="Clicks, keys and a timer on the server, with a message now and then.",
        navigate=True,
    ),
    Page(
        name="export",
        title="Background job",
        menu="Job",
        summary=(
            "The work is done by another process, which pushes its progress to you: "
            "into every tab that you have open, and onto your next page if there is "
            "none."
        ),
        navigate=True,
    ),
    Page(
        name="plain",
        title="Plain page",
        menu="Plain",
        summary=(
            "An ordinary Django page without a live view shows messages all the same: "
            "of forms, of your own JavaScript and of background jobs."
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
        name="staff",
        title="Admin",
        menu="Admin",
        summary=(
            "The admin of Django shows its messages in the same stack, and a long "
            "action shows its progress there, whatever page is open."
        ),
    ),
)
