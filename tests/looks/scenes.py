"""Messages of each scene: a key, a value, options."""

from typing import Any

Scene = list[tuple[str, Any, dict[str, Any]]]

UNDO = {"label": "Undo", "event": "undo"}
LONG_TEXT = (
    "The import is done. 1,204 rows were read, 1,187 of them are new, 12 replaced an "
    "older entry, and 5 were left out because their postcode is not one that we know. "
    "Nothing has been sent to anyone yet: look through the list, correct what needs "
    "correcting, and publish it when you are content. The original file is kept as "
    "quarterly-customers-north-and-south-final-version-2-corrected-and-checked.csv."
)

SCENES: dict[str, Scene] = {
    "one": [("success", "Settings saved.", {})],
    "five": [
        ("info", "A new version is ready.", {}),
        ("success", "Your changes are published.", {}),
        ("warning", "Your trial ends in three days.", {}),
        ("error", "The printer does not answer.", {}),
        ("debug", "The query took 12 ms.", {}),
    ],
    "eight": [
        *(
            (f"n{n}", f"Photo {n} of 8 is stored.", {"level": "success"})
            for n in range(8)
        )
    ],
    "long": [("info", LONG_TEXT, {})],
    "dict": [
        (
            "success",
            {
                "title": "Three messages moved to the archive",
                "body": "They stay there for thirty days.",
                "url": "/archive/",
                "action": UNDO,
            },
            {},
        ),
        (
            "error",
            {
                "title": "Please check these fields",
                "fields": ["Name", "E-mail address", "Postcode"],
            },
            {},
        ),
        ("info", {"order": 1042, "total": "59.90", "paid on": "14 March"}, {}),
    ],
    "work": [
        ("wait", "The export is being prepared…", {"level": "loading"}),
        (
            "import",
            {"text": "Importing… 480 of 1,200 rows", "fraction": 0.4},
            {"level": "loading"},
        ),
        (
            "upload",
            {
                "title": "Uploading the photos",
                "body": "12 of 16 are stored.",
                "fraction": 0.75,
                "action": {"label": "Cancel", "event": "undo"},
            },
            {"level": "info"},
        ),
        ("done", "Imported 1,200 rows.", {"level": "success"}),
    ],
    "work-rtl": [
        (
            "import",
            {"text": "جارٍ الاستيراد… ٤٨٠ من ١٢٠٠", "fraction": 0.4},
            {"level": "loading"},
        ),
        ("wait", "جارٍ تحضير التصدير…", {"level": "loading"}),
    ],
    "rtl": [
        ("success", "تم حفظ الإعدادات.", {}),
        (
            "warning",
            {
                "title": "تنتهي الفترة التجريبية بعد ثلاثة أيام",
                "body": "يمكنك الترقية في أي وقت.",
                "url": "/plan/",
                "action": {"label": "ترقية", "event": "upgrade"},
            },
            {},
        ),
        ("error", {"title": "تحقق من هذه الحقول", "fields": ["الاسم", "البريد"]}, {}),
    ],
}
