import QtQuick
// One Material Design icon (mdi6), by its name in pictogrammers' list.
Text {
    property string name
    property real size: 24
    text: bridge.glyph(name)
    font.family: "Material Design Icons"
    font.pixelSize: size
    width: size; height: size
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
    color: Theme.onSurface
}
