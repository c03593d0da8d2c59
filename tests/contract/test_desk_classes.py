"""The desk is put together by composition: few classes of ours stand above the admin of a noun."""

from django.contrib import admin

from initiatives.admin.base import RecordAdmin

OWN = [
    model_admin
    for model_admin in admin.site._registry.values()
    if type(model_admin).__module__.startswith("initiatives.")
]


def own_classes_above(model_admin) -> list[str]:
    return [one.__name__ for one in type(model_admin).__mro__[1:] if one.__module__.startswith("initiatives.")]


def test_no_admin_class_has_more_than_four_classes_of_ours_above_it():
    assert len(OWN) > 10
    assert {type(one).__name__: own_classes_above(one) for one in OWN if len(own_classes_above(one)) > 4} == {}


def test_what_the_form_of_a_record_shows_is_put_together_in_one_function():
    forms = [one for one in OWN if isinstance(one, RecordAdmin)]
    assert len(forms) > 8
    assert {type(one).render_change_form for one in forms} == {RecordAdmin.render_change_form}
