import QtQuick
import "../../kit"
import "../parts"

// The form for a new person, or for changing one.
Item {
    id: page

    property var app
    property int personId: 0
    property var given: ({})
    property var start: ({})
    property bool changed: false

    signal closed(int id)

    function back() {
        if (phoneMenu.open) {
            phoneMenu.open = false;
        } else if (ask.open) {
            ask.dismiss();
        } else if (changed) {
            ask.show();
        } else {
            closed(0);
        }
        return true;
    }
    function values(list) {
        const found = [];
        for (let i = 0; i < list.count; i++)
            found.push({ value: list.get(i).value, label: list.get(i).label });
        return found;
    }
    function save() {
        Qt.inputMethod.commit();
        const id = app.save(personId, {
            first: first.value, last: last.value, company: company.value,
            title: start.title || "", note: note.value, starred: start.starred || false,
            phones: values(phones), emails: values(emails),
        });
        closed(id);
    }
    function fill(list, entries, label) {
        (entries || []).forEach(e => list.append({ value: e.value, label: e.label || label }));
        if (list.count === 0)
            list.append({ value: "", label: label });
    }

    Component.onCompleted: {
        start = personId ? app.person(personId) : given;
        first.value = start.first || "";
        last.value = start.last || "";
        company.value = start.company || "";
        note.value = start.note || "";
        fill(phones, start.phones, "Mobile");
        fill(emails, start.emails, "Home");
        changed = false;
        if (!personId)
            first.editor.forceActiveFocus();
    }

    ListModel {
        id: phones
    }
    ListModel {
        id: emails
    }
    TopBar {
        id: bar
        icon: "close"
        leaveName: Tr.t("Close")
        title: page.personId ? Tr.t("Edit contact") : Tr.t("Create contact")
        onClosed: page.back()
        TextPress {
            anchors.verticalCenter: parent.verticalCenter
            solid: true
            text: Tr.t("Save")
            rid: "toolbar_button"
            onClicked: page.save()
        }
        Item {
            width: 8
            height: 1
        }
    }
    Form {
        anchors.fill: parent
        anchors.topMargin: bar.height
        leftPadding: 56

        Field {
            id: first
            width: parent.width
            hint: Tr.t("First name")
            action: "next"
            onValueChanged: page.changed = true
            onAccepted: last.editor.forceActiveFocus()
            Icon {
                x: -40
                anchors.verticalCenter: parent.verticalCenter
                name: "account-outline"
                color: Theme.onSurfaceVariant
            }
        }
        Field {
            id: last
            width: parent.width
            hint: Tr.t("Last name")
            action: "next"
            onValueChanged: page.changed = true
            onAccepted: company.editor.forceActiveFocus()
        }
        Field {
            id: company
            width: parent.width
            hint: Tr.t("Company")
            action: "next"
            onAccepted: phoneEntries.enter(0)
            onValueChanged: page.changed = true
            Icon {
                x: -40
                anchors.verticalCenter: parent.verticalCenter
                name: "domain"
                color: Theme.onSurfaceVariant
            }
        }
        Entries {
            id: phoneEntries
            entries: phones
            icon: "phone-outline"
            hint: Tr.t("Phone")
            addText: Tr.t("Add phone")
            inputMethodHints: Qt.ImhDialableCharactersOnly
            labels: page.app.phoneLabels
            onEdited: page.changed = true
            onLabelAsked: (index, field) => phoneMenu.ask(phones, index, labels, field)
            onPassed: emailEntries.enter(0)
        }
        Entries {
            id: emailEntries
            entries: emails
            icon: "email-outline"
            hint: Tr.t("Email")
            addText: Tr.t("Add email")
            inputMethodHints: Qt.ImhEmailCharactersOnly | Qt.ImhNoAutoUppercase
            labels: page.app.emailLabels
            onEdited: page.changed = true
            onLabelAsked: (index, field) => phoneMenu.ask(emails, index, labels, field)
            onPassed: note.editor.forceActiveFocus()
        }
        LongField {
            id: note
            width: parent.width
            hint: Tr.t("Note")
            onValueChanged: page.changed = true
            Icon {
                x: -40
                y: 20
                name: "note-text-outline"
                color: Theme.onSurfaceVariant
            }
        }
    }
    Menu {
        id: phoneMenu
        property var list
        property int row: 0
        property var plain: []
        function ask(list_, row_, labels, field) {
            list = list_;
            row = row_;
            words = labels.map(label => Tr.t(label));
            plain = labels;
            const place = field.mapToItem(page, 0, field.height);
            at_x = place.x;
            at_y = place.y;
            // The list takes the place of the keyboard.
            page.forceActiveFocus();
            open = true;
        }
        onChosen: index => {
            list.setProperty(row, "label", plain[index]);
            page.changed = true;
        }
    }
    Ask {
        id: ask
        title: Tr.t("Discard changes?")
        message: Tr.t("Your changes have not been saved")
        accept: Tr.t("Discard")
        refuse: Tr.t("Keep editing")
        onAccepted: page.closed(0)
    }
}
