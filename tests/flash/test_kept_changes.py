"""What a page changes among the messages that its user keeps."""

import copy
from dataclasses import replace

from liveflash.flash import kept_changes
from liveflash.flash.flash import Flash
from liveflash.flash.kept_changes import NO_CHANGES, KeptChange
from liveflash.flash.message import new_message
from liveflash.flash.presentation import present


def test_a_put_is_new_until_it_is_taken() -> None:
    flash = Flash()
    put = flash.put("info", "Saved", keep=True)
    (message,) = flash.messages
    assert kept_changes.take(flash) == {put.id: KeptChange(message, is_new=True)}
    assert kept_changes.take(flash) is NO_CHANGES


def test_a_message_that_is_not_kept_is_no_change() -> None:
    flash = Flash()
    flash.put("info", "Saved").update("Saved again")
    flash.put("info", "Other").clear()
    assert flash.kept is NO_CHANGES


def test_an_update_before_it_is_taken_is_new() -> None:
    flash = Flash()
    put = flash.put("info", "1 %", keep=True)
    put.update("2 %")
    change = flash.kept[put.id]
    assert change.message is not None
    assert (change.message.value, change.is_new) == ("2 %", True)


def test_an_update_after_it_was_taken_is_not_new() -> None:
    flash = Flash()
    put = flash.put("info", "1 %", keep=True)
    first = kept_changes.take(flash)
    put.update("2 %")
    second = kept_changes.take(flash)
    assert not second[put.id].is_new
    assert kept_changes.merged(first, second)[put.id].is_new


def test_a_clear_follows_what_was_put() -> None:
    flash = Flash()
    put = flash.put("info", "1 %", keep=True)
    first = kept_changes.take(flash)
    put.clear()
    changes = kept_changes.merged(first, kept_changes.take(flash))
    assert changes == {put.id: KeptChange(None)}


def test_a_pushed_message_is_no_change() -> None:
    flash = Flash()
    pushed = replace(new_message("info", "Shipped", keep=True), is_shared=True)
    flash.receive(pushed)
    flash.update(pushed.id, "Delivered")
    assert flash.kept is NO_CHANGES


def test_a_dismissal_takes_nothing_back() -> None:
    flash = Flash()
    flash.put("info", "Hello", keep=True)
    flash.discard(flash.messages[0].id)
    assert len(flash.kept) == 1


def test_the_page_of_a_kept_message_reports_its_dismissal() -> None:
    kept, loading, other = (
        new_message("info", "Kept", keep=True),
        new_message("info", "Kept", level="loading", keep=True),
        new_message("info", "Other"),
    )
    shown = [present(each).is_shared for each in (kept, loading, other)]
    assert shown == [True, False, False]


def test_a_flash_without_changes_is_copied() -> None:
    flash = Flash()
    flash.put("info", "Saved")
    assert dict(copy.deepcopy(flash)) == {"info": "Saved"}


def test_progress_is_no_change_until_its_result() -> None:
    flash = Flash()
    put = flash.put("job", "0 %", level="loading", keep=True)
    kept_changes.take(flash)
    put.update("50 %")
    assert flash.kept is NO_CHANGES
    put.update("Done", level="success")
    assert not flash.kept[put.id].is_new
