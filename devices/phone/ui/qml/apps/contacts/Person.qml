import QtQuick
import "../../kit"
import "../parts"

// One person: name, quick actions, numbers and addresses.
Item {
    id: page

    property var app
    property int personId: 0
    property var person: ({})

    signal closed()
    signal editAsked()

    function back() {
        if (menu.open || ask.open) {
            menu.open = false;
            ask.dismiss();
            return true;
        }
        return false;
    }
    function load() {
        const found = app.person(personId);
        if (found.id === undefined)
            closed();
        else
            person = found;
    }

    Component.onCompleted: load()
    Connections {
        target: page.app
        function onChanged() {
            page.load();
        }
    }

    TopBar {
        id: bar
        onClosed: page.closed()
        IconPress {
            icon: page.person.starred ? "star" : "star-outline"
            desc: page.person.starred ? Tr.t("Remove from favorites") : Tr.t("Add to favorites")
            rid: "menu_star"
            tint: page.person.starred ? Theme.primary : Theme.onSurfaceVariant
            onClicked: page.app.star(page.personId, !page.person.starred)
        }
        IconPress {
            icon: "pencil-outline"
            desc: Tr.t("Edit contact")
            rid: "menu_edit"
            onClicked: page.editAsked()
        }
        IconPress {
            icon: "dots-vertical"
            desc: Tr.t("More options")
            onClicked: menu.open = true
        }
    }
    Flickable {
        anchors.fill: parent
        anchors.topMargin: bar.height
        clip: true
        contentHeight: body.implicitHeight + 32
        property string cls: "android.widget.ScrollView"
        property bool scrollable: contentHeight > height

        Column {
            id: body
            width: parent.width
            spacing: 16
            topPadding: 8

            Avatar {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 120
                initial: page.person.initial || ""
                hue: page.person.hue || 0
            }
            Words {
                width: parent.width - 48
                x: 24
                text: page.person.name || ""
                rid: "large_title"
                font.pixelSize: 28
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
            }
            Words {
                width: parent.width - 48
                x: 24
                visible: text !== "" && text !== page.person.name
                text: [page.person.title, page.person.company].filter(Boolean).join(" • ")
                rid: "organization_name"
                font.pixelSize: 14
                color: Theme.onSurfaceVariant
                horizontalAlignment: Text.AlignHCenter
            }
            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 20
                Repeater {
                    model: [["phone-outline", "Call"], ["message-outline", "Text"],
                        ["video-outline", "Video"], ["email-outline", "Email"]]
                    Column {
                        required property var modelData
                        readonly property var reach: modelData[1] === "Email" ? page.person.emails : page.person.phones
                        spacing: 6
                        IconPress {
                            width: 56
                            height: 56
                            fill: Theme.secondaryContainer
                            enabled: parent.reach !== undefined && parent.reach.length > 0
                            opacity: enabled ? 1 : 0.4
                            icon: parent.modelData[0]
                            desc: Tr.t(parent.modelData[1])
                            tint: Theme.onSecondaryContainer
                            onClicked: {
                                if (parent.modelData[1] === "Text")
                                    bridge.write("com.simplemobiletools.smsmessenger", parent.reach[0].value);
                                else
                                    page.app.problem(Tr.t("No app on this phone can do that"));
                            }
                        }
                        Words {
                            anchors.horizontalCenter: parent.horizontalCenter
                            text: Tr.t(parent.modelData[1])
                            font.pixelSize: 12
                            color: Theme.onSurfaceVariant
                        }
                    }
                }
            }
            Rectangle {
                x: 16
                width: parent.width - 32
                height: info.implicitHeight + 24
                visible: facts.count > 0
                radius: 24
                color: Theme.surfaceContainer
                Column {
                    id: info
                    y: 12
                    width: parent.width
                    Words {
                        x: 20
                        height: 36
                        text: Tr.t("Contact info")
                        font.pixelSize: 16
                        font.weight: Font.Medium
                        verticalAlignment: Text.AlignVCenter
                    }
                    Repeater {
                        id: facts
                        model: page.facts()
                        Fact {
                            required property var modelData
                            width: info.width
                            icon: modelData.icon
                            text: modelData.text
                            label: modelData.label
                        }
                    }
                }
            }
        }
    }
    Menu {
        id: menu
        words: [Tr.t("Delete")]
        onChosen: ask.show()
    }
    Ask {
        id: ask
        title: Tr.t("Delete contact?")
        message: "“" + (page.person.name || "") + "” " + Tr.t("will be removed from this phone")
        accept: Tr.t("Delete")
        onAccepted: page.app.remove(page.personId)
    }

    function facts() {
        const p = page.person;
        const found = [];
        (p.phones || []).forEach((e, i) => found.push({ icon: i ? "" : "phone-outline", text: e.value, label: Tr.t(e.label) }));
        (p.emails || []).forEach((e, i) => found.push({ icon: i ? "" : "email-outline", text: e.value, label: Tr.t(e.label) }));
        if (p.company || p.title)
            found.push({ icon: "domain", text: [p.title, p.company].filter(Boolean).join(", "), label: Tr.t("Company") });
        if (p.note)
            found.push({ icon: "note-text-outline", text: p.note, label: Tr.t("Note") });
        return found;
    }
}
