import QtQuick

// A text that is a node of the accessibility tree.
Text {
    property string rid: ""
    property string cls: "android.widget.TextView"

    color: Theme.onSurface
    font.pixelSize: 16
    textFormat: Text.PlainText
    elide: Text.ElideRight
}
