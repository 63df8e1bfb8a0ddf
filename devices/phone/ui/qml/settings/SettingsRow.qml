import QtQuick
import "../kit"

// One row, whatever its kind.
Node {
    id: line

    property var row
    property bool marked: false
    // Read once into plain properties: parts of a row may outlive the page that gave it.
    readonly property string title: row ? row.title : ""
    readonly property string icon: row ? row.icon : ""
    readonly property bool banner: row ? row.banner : false
    readonly property real low: row ? row.low : 0
    readonly property real high: row ? row.high : 0
    readonly property string kind: row ? row.kind : ""
    readonly property string value: (bridge.revision, row ? bridge.get(row.ns, row.key) : "")
    readonly property bool on: row && (value === row.on || row.alsoOn.indexOf(value) >= 0) || false
    readonly property string summary: !row ? "" : row.summary !== undefined ? row.summary : (bridge.revision, bridge.summary(row.id))
    readonly property bool clickable: kind !== "header" && kind !== "slider"
    readonly property bool isHeader: kind === "header"
    readonly property bool isSlider: kind === "slider"
    readonly property real inset: icon !== "" ? 72 : 24
    cls: "android.widget.LinearLayout"

    signal pressed()

    readonly property real scaled: Math.max(1, bridge.fontScale)
    implicitHeight: (isHeader ? 52 : isSlider ? 96 : banner ? 92 : summary !== "" ? 80 : 72) * scaled
    height: implicitHeight

    Rectangle {
        anchors.fill: parent
        color: Theme.tertiaryContainer
        visible: line.marked
    }
    Rectangle {
        anchors.fill: parent
        visible: line.banner
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        anchors.topMargin: 4
        anchors.bottomMargin: 12
        radius: 28
        color: line.on ? Theme.primaryContainer : Theme.surfaceContainerHighest
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.onSurface
        opacity: 0.08
        visible: area.pressed && !line.banner
    }
    Icon {
        visible: line.icon !== ""
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        name: line.icon
        size: 24
        color: Theme.onSurfaceVariant
    }
    Column {
        x: line.banner ? 40 : line.inset
        width: parent.width - x - (line.kind === "switch" ? 96 : 24) - (line.banner ? 16 : 0)
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: line.banner ? -4 : line.isHeader ? 6 : line.isSlider ? -20 : 0
        spacing: 2
        Words {
            width: parent.width
            text: line.title
            rid: "android:id/title"
            font.pixelSize: (line.isHeader ? 14 : 18) * bridge.fontScale
            font.weight: line.isHeader ? Font.Medium : Font.Normal
            color: line.isHeader ? Theme.primary : line.banner && line.on ? Theme.onPrimaryContainer : Theme.onSurface
        }
        Words {
            width: parent.width
            visible: line.summary !== ""
            text: line.summary
            rid: "android:id/summary"
            font.pixelSize: 14 * bridge.fontScale
            color: Theme.onSurfaceVariant
        }
    }
    MouseArea {
        id: area
        anchors.fill: parent
        enabled: line.clickable && line.kind !== "info"
        onClicked: line.pressed()
    }
    Loader {
        active: line.kind === "switch"
        anchors.right: parent.right
        anchors.rightMargin: line.banner ? 36 : 24
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: line.banner ? -4 : 0
        sourceComponent: Toggle {
            rid: line.banner ? "com.android.settings:id/switch_widget" : "android:id/switch_widget"
            checked: line.on
            desc: line.title
            onClicked: line.pressed()
        }
    }
    Loader {
        active: line.isSlider
        x: line.inset
        y: line.height - 50
        width: parent.width - x - 24
        sourceComponent: Track {
            width: parent.width
            rid: "com.android.settings:id/seekbar"
            desc: line.title
            from: line.low
            to: line.high
            value: Number(line.value)
            onMoved: value => bridge.put(line.row.ns, line.row.key, String(Math.round(value)))
        }
    }
}
