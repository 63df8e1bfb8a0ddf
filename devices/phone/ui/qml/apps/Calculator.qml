import QtQuick
import "../kit"
import "parts"

// The Calculator app: a display and its keys.
Item {
    id: root

    property var app
    property string route: ""
    property var extras: ({})

    function back() {
        return false;
    }

    Rectangle {
        id: display
        width: parent.width
        height: parent.height - keys.height - 24
        color: Theme.surfaceContainer
        radius: 28
        Rectangle {
            width: parent.width
            height: 28
            color: parent.color
        }
        Flickable {
            id: formula
            x: 24
            y: parent.height - 176
            width: parent.width - 48
            height: 84
            clip: true
            contentWidth: Math.max(width, words.implicitWidth)
            contentX: contentWidth - width
            Words {
                id: words
                anchors.right: parent.right
                height: parent.height
                text: root.app.formula
                rid: "formula"
                cls: "android.widget.EditText"
                font.pixelSize: text.length > 9 ? 44 : 60
                font.weight: Font.Light
                elide: Text.ElideNone
                verticalAlignment: Text.AlignVCenter
            }
        }
        Words {
            x: 24
            y: parent.height - 80
            width: parent.width - 48
            height: 56
            text: root.app.result
            rid: "result_preview"
            font.pixelSize: 34
            font.weight: Font.Light
            horizontalAlignment: Text.AlignRight
            color: Theme.onSurfaceVariant
        }
    }
    Grid {
        id: keys
        x: 12
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 12
        columns: 4
        spacing: 8
        readonly property real side: (root.width - 24 - 3 * spacing) / 4
        Repeater {
            model: [
                ["AC", "clr", "clear"], ["( )", "parens", "parenthesis"], ["%", "op_pct", "percent"], ["÷", "op_div", "divide"],
                ["7", "digit_7", "7"], ["8", "digit_8", "8"], ["9", "digit_9", "9"], ["×", "op_mul", "multiply"],
                ["4", "digit_4", "4"], ["5", "digit_5", "5"], ["6", "digit_6", "6"], ["−", "op_sub", "minus"],
                ["1", "digit_1", "1"], ["2", "digit_2", "2"], ["3", "digit_3", "3"], ["+", "op_add", "plus"],
                ["0", "digit_0", "0"], [".", "dec_point", "point"], ["⌫", "del", "delete"], ["=", "eq", "equals"],
            ]
            Press {
                id: key
                required property var modelData
                required property int index
                readonly property string text: modelData[0] === "⌫" ? "" : modelData[0]
                width: keys.side
                height: Math.min(keys.side, (root.height * 0.64 - 4 * keys.spacing) / 5)
                radius: height / 2
                cls: "android.widget.ImageButton"
                rid: modelData[1]
                desc: modelData[2]
                fill: modelData[0] === "=" ? Theme.primary
                    : modelData[0] === "AC" ? Theme.primaryContainer
                    : index % 4 === 3 || index < 3 ? Theme.secondaryContainer : Theme.surfaceContainerHigh
                onClicked: root.app.press(modelData[0])
                Text {
                    anchors.centerIn: parent
                    text: key.text
                    textFormat: Text.PlainText
                    font.pixelSize: 30
                    color: key.modelData[0] === "=" ? Theme.onPrimary : Theme.onSurface
                }
                Icon {
                    anchors.centerIn: parent
                    visible: key.text === ""
                    name: "backspace-outline"
                    size: 26
                }
            }
        }
    }
}
