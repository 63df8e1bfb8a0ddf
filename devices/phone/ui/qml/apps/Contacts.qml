import QtQuick
import "../kit"
import "parts"
import "contacts"

// The Contacts app: a stack of list, person and form.
Item {
    id: root

    property var app
    property var extras: ({})
    property string route: ""
    property int shown: 0
    property int seen: 0

    function back() {
        if (form.item)
            return form.item.back();
        if (detail.active) {
            if (detail.item.back())
                return true;
            shown = 0;
            return true;
        }
        return list.back();
    }
    // An intent may ask for the form, filled in: a new contact from another app.
    function follow() {
        const front = bridge.front || {};
        if (front.package !== "com.google.android.contacts" || front.serial === seen)
            return;
        seen = front.serial;
        const extras = front.extras;
        if (front.action !== "android.intent.action.INSERT")
            return;
        const words = (extras.name || "").trim().split(/\s+/);
        const phone = extras.phone || "", email = extras.email || "";
        root.shown = 0;
        form.active = false;
        edit(0, {
            first: words[0], last: words.slice(1).join(" "),
            company: extras.company, note: extras.notes,
            phones: phone ? [{ value: phone, label: "" }] : [],
            emails: email ? [{ value: email, label: "" }] : [],
        });
    }
    function edit(id, given) {
        form.id_ = id;
        form.given = given || {};
        form.active = true;
    }

    Component.onCompleted: follow()
    Connections {
        target: bridge
        ignoreUnknownSignals: true
        function onTasksChanged() {
            Qt.callLater(root.follow);
        }
    }

    PeopleList {
        id: list
        anchors.fill: parent
        visible: !detail.active && !form.active
        app: root.app
        onChosen: id => root.shown = id
        onCreateAsked: root.edit(0)
    }
    Loader {
        id: detail
        anchors.fill: parent
        active: root.shown !== 0
        visible: active && !form.active
        sourceComponent: Component {
            Person {
                app: root.app
                personId: root.shown
                onClosed: root.shown = 0
                onEditAsked: root.edit(root.shown)
            }
        }
    }
    Loader {
        id: form
        property int id_: 0
        property var given: ({})
        anchors.fill: parent
        active: false
        sourceComponent: Component {
            PersonForm {
                app: root.app
                personId: form.id_
                given: form.given
                onClosed: id => {
                    form.active = false;
                    if (id)
                        root.shown = id;
                }
            }
        }
    }
}
