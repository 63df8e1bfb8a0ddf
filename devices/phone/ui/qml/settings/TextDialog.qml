import QtQuick
import "../kit"

// A text to be changed, with Cancel and OK.
Card {
    id: dialog

    property var row

    signal done()

    title: row ? row.title : ""
    onDismissed: done()

    function store() {
        bridge.put(row.ns, row.key, field.text);
        done();
    }
    Component.onCompleted: {
        field.text = bridge.get(row.ns, row.key);
        field.forceActiveFocus();
        field.selectAll();
    }

    Item {
        width: parent ? parent.width : 0
        height: 64
        Rectangle {
            x: 24
            width: parent.width - 48
            height: 56
            radius: 8
            color: "transparent"
            border.width: 2
            border.color: Theme.primary
            TextInput {
                id: field
                property string rid: "android:id/edit"
                anchors.fill: parent
                anchors.leftMargin: 16
                anchors.rightMargin: 16
                verticalAlignment: TextInput.AlignVCenter
                font.pixelSize: 17
                color: Theme.onSurface
                selectionColor: Theme.primary
                clip: true
                onAccepted: dialog.store()
            }
        }
    }
    Item {
        width: parent ? parent.width : 0
        height: 52
        Row {
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.bottom: parent.bottom
            Repeater {
                model: [["android:id/button2", bridge.language === "zh" ? "取消" : "Cancel"], ["android:id/button1", bridge.language === "zh" ? "确定" : "OK"]]
                Press {
                    required property var modelData
                    required property int index
                    readonly property string text: modelData[1]
                    width: 80
                    height: 44
                    radius: 22
                    cls: "android.widget.Button"
                    rid: modelData[0]
                    onClicked: index === 1 ? dialog.store() : dialog.done()
                    Text {
                        anchors.centerIn: parent
                        text: parent.parent.text
                        font.pixelSize: 15
                        font.weight: Font.Medium
                        color: Theme.primary
                    }
                }
            }
        }
    }
}
