import QtQuick

// An item that is a node of the accessibility tree. The rules are in devices/phone/ui/README.md.
Item {
    property string rid: ""
    property string cls: "android.view.View"
    property string desc: ""
}
