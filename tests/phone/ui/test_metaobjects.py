"""What the QML engine remembers of an object's kind must outlive the object."""

import pytest
from PySide6.QtCore import QObject

from devices.phone.ui.apps.table import APPS


def own_metaobjects(one):
    """The objects below ``one`` to which PySide lent a metaobject of their own."""
    return [each for each in (one, *one.findChildren(QObject)) if "__METAOBJECT__" in vars(each)]


@pytest.mark.parametrize("package", [name for name, ui in APPS.items() if ui.make is not None])
def test_no_app_has_a_metaobject_that_goes_with_it(scene, package):
    parent = QObject()
    made = APPS[package].make(scene.state, parent)
    assert own_metaobjects(made) == []


def test_a_connected_method_that_is_no_slot_is_lent_one():
    class Deaf(QObject):
        def hear(self):
            pass

    speaker, deaf = QObject(), Deaf()
    speaker.objectNameChanged.connect(deaf.hear)
    assert own_metaobjects(deaf) == [deaf]
