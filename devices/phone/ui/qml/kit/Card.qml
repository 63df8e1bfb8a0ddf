import QtQuick

// A dialog over everything: a scrim, a card, a title, whatever is put into it.
Node {
    id: card

    property string title: ""
    property bool modal: true
    default property alias content: body.data

    signal dismissed()

    anchors.fill: parent
    cls: "android.widget.FrameLayout"
    z: 50

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: 0.45
    }
    MouseArea {
        anchors.fill: parent
        onClicked: card.dismissed()
    }
    Rectangle {
        anchors.centerIn: parent
        width: Math.min(parent.width - 48, 340)
        height: column.implicitHeight + 40
        radius: 28
        color: Theme.surfaceContainerHigh
        MouseArea { anchors.fill: parent }
        Column {
            id: column
            y: 24
            width: parent.width
            spacing: 8
            Words {
                x: 24
                width: parent.width - 48
                text: card.title
                rid: "android:id/alertTitle"
                font.pixelSize: 24
                wrapMode: Text.Wrap
                bottomPadding: 8
            }
            Column {
                id: body
                width: parent.width
            }
        }
    }
}
