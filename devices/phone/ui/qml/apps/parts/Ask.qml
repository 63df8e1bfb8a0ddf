import QtQuick
import "../../kit"

// A dialog over the whole app: a title, something in the middle, and words to press.
Item {
    id: ask

    property string title: ""
    property string message: ""
    property string accept: Tr.t("OK")
    property string refuse: Tr.t("Cancel")
    property string extra: ""
    property bool acceptable: true
    property bool open: false
    default property alias content: middle.data

    signal accepted()
    signal extraPressed()
    signal dismissed()

    function show() {
        open = true;
    }
    function dismiss() {
        if (!open)
            return;
        open = false;
        dismissed();
    }

    anchors.fill: parent
    visible: open
    z: 100
    property string cls: "android.widget.FrameLayout"
    readonly property bool modal: true

    Rectangle {
        anchors.fill: parent
        color: "black"
        opacity: 0.4
        MouseArea {
            anchors.fill: parent
            onClicked: ask.dismiss()
        }
    }
    Rectangle {
        id: card
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(24, (parent.height - height) / 2)
        width: Math.min(parent.width - 48, 340)
        height: body.implicitHeight + 48
        radius: 28
        color: Theme.surfaceContainerHigh
        MouseArea {
            anchors.fill: parent
        }
        Column {
            id: body
            x: 24
            y: 24
            width: parent.width - 48
            spacing: 16
            Words {
                visible: text !== ""
                width: parent.width
                text: ask.title
                rid: "android:id/alertTitle"
                font.pixelSize: 24
                wrapMode: Text.Wrap
            }
            Words {
                visible: text !== ""
                width: parent.width
                text: ask.message
                rid: "android:id/message"
                font.pixelSize: 14
                color: Theme.onSurfaceVariant
                wrapMode: Text.Wrap
            }
            Item {
                id: middle
                property color backdrop: card.color
                width: parent.width
                implicitHeight: childrenRect.height
                height: childrenRect.height
                visible: children.length > 0
            }
            Item {
                width: parent.width
                height: 40
                TextPress {
                    visible: ask.extra !== ""
                    text: ask.extra
                    rid: "android:id/button3"
                    onClicked: ask.extraPressed()
                }
                Row {
                    anchors.right: parent.right
                    spacing: 8
                    TextPress {
                        visible: text !== ""
                        text: ask.refuse
                        rid: "android:id/button2"
                        onClicked: ask.dismiss()
                    }
                    TextPress {
                        visible: text !== ""
                        text: ask.accept
                        enabled: ask.acceptable
                        rid: "android:id/button1"
                        onClicked: {
                            ask.open = false;
                            ask.accepted();
                        }
                    }
                }
            }
        }
    }
}
