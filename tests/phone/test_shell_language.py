"""The shell's language, row by row as mksh answers."""

import pytest

# fmt: off
SAME = [
    # words and quoting
    ("echo a   b", "a b\n"),
    ("echo 'a   b' \"c   d\"", "a   b c   d\n"),
    ("echo a\\ b", "a b\n"),
    ("echo 'it'\\''s'", "it's\n"),
    ('printf "%s\n" "a\\"b\\\\c\\$d\\x"', 'a"b\\c$d\\x\n'),
    ("echo \"a\nb\"", "a\nb\n"),
    ("echo $'a\\tb'", "a\tb\n"),
    ("echo a\\\nb", "ab\n"),
    ("echo '' | wc -c", "1\n"),
    ("echo \"\" x", " x\n"),
    ("echo # nothing", "\n"),
    ("echo a#b", "a#b\n"),
    # echo as mksh has it
    ("echo 'a\\tb\\n'", "a\tb\n\n"),
    ("echo -n x", "x"),
    ("echo -E 'a\\tb'", "a\\tb\n"),
    ("echo 'x\\c' y", "x"),
    ("echo -- x", "-- x\n"),
    # variables
    ("x=1; echo $x ${x}y '$x' \"$x\"", "1 1y $x 1\n"),
    ("x='a  b'; echo $x \"$x\"", "a b a  b\n"),
    ("x=; echo [$x] [\"$x\"]", "[] []\n"),
    ("echo ${none:-d} ${none-e} [${none:+f}]", "d e []\n"),
    ("x=v; echo ${x:-d} ${x:+f}", "v f\n"),
    ("echo ${y:=set} $y", "set set\n"),
    ("x=path/to/file.tar.gz; echo ${x##*/} ${x#*/} ${x%.*} ${x%%.*}",
     "file.tar.gz to/file.tar.gz path/to/file.tar path/to/file\n"),
    ("x=hello; echo ${#x} ${x:1:3} ${x: -2}", "5 ell lo\n"),
    ("x=aXbXc; echo ${x/X/-} ${x//X/-}", "a-bXc a-b-c\n"),
    ("x=a; x+=b; echo $x", "ab\n"),
    ("A=1 env | grep '^A='; echo [$A]", "A=1\n[]\n"),
    ("set -- x 'y z'; for i in \"$@\"; do echo \"<$i>\"; done; echo $# $2", "<x>\n<y z>\n2 y z\n"),
    ("set -- a b; shift; echo $1 $#", "b 1\n"),
    ("set --; echo \"[$*]\" \"$@\" end", "[] end\n"),
    ("IFS=:; x=a:b; echo $x", "a b\n"),
    ("export A=b; sh -c 'echo $A'", "b\n"),
    ("A=b; sh -c 'echo [$A]'", "[]\n"),
    ("sh -c 'echo $0 $1' name one", "name one\n"),
    ("unset x; echo ${x-unset}", "unset\n"),
    # substitutions and arithmetic
    ("echo $(echo in)side `echo old`", "inside old\n"),
    ("echo \"$(echo 'a  b')\"", "a  b\n"),
    ("echo $(echo $(echo deep))", "deep\n"),
    ("echo `echo \\`echo deep\\``", "deep\n"),
    ("x=$(printf 'a\\n\\n'); echo \"[$x]\"", "[a]\n"),
    ("echo $((1 + 2 * 3)) $(( (1+2)*3 )) $((7/2)) $((-7/2)) $((7%3))", "7 9 3 -3 1\n"),
    ("i=5; echo $((i+1)) $((i>3)) $((i==5?1:2)) $((i++)) $i", "6 1 1 5 6\n"),
    ("echo $((0x10)) $((1<<4)) $((~0)) $((!1))", "16 16 -1 0\n"),
    ("echo $( (echo sub) )", "sub\n"),
    ("false; x=$(true); echo $?", "0\n"),
    ("x=$(exit 3); echo $?", "3\n"),
    # lists and status
    ("true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n"),
    ("! true; echo $?; ! false; echo $?", "1\n0\n"),
    ("false; echo $?", "1\n"),
    ("(exit 4); echo $?", "4\n"),
    ("echo hi; echo X4EXIT:$?", "hi\nX4EXIT:0\n"),
    ("nosuch 2>/dev/null; echo $?", "127\n"),
    ("true | false; echo $?; false | true; echo $?", "1\n0\n"),
    ("echo a | { read x; echo got $x; }", "got a\n"),
    ("echo a |\n\n cat", "a\n"),
    ("true &&\n echo next", "next\n"),
    # compounds
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
    ("if [ -d /sdcard ]\n   then\n      echo dir\n   else\n      echo none\n   fi", "dir\n"),
    ("if false; then echo a; fi; echo $?", "0\n"),
    ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
    ("for i in; do echo $i; done; echo none", "none\n"),
    ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", "1\n2\n3\n"),
    ("i=0; until [ $i -ge 2 ]; do i=$((i+1)); done; echo $i", "2\n"),
    ("for i in 1 2 3; do [ $i = 2 ] && continue; [ $i = 3 ] && break; echo $i; done", "1\n"),
    ("for i in 1 2; do for j in a b; do break 2; done; done; echo $i$j", "1a\n"),
    ("case abc in x) echo x;; a*|b*) echo ab;; *) echo other;; esac", "ab\n"),
    ("case '*' in '*') echo star;; esac", "star\n"),
    ("case x in (x) echo paren;; esac", "paren\n"),
    ("f() { echo f$1; return 3; }; f 1; echo $?", "f1\n3\n"),
    ("function g { echo g; }; g", "g\n"),
    ("x=1; (x=2; echo $x); echo $x", "2\n1\n"),
    ("x=1; { x=2; }; echo $x", "2\n"),
    ("echo a; exit 0; echo b", "a\n"),
    # redirections
    ("echo a >/sdcard/r; echo b >>/sdcard/r; cat </sdcard/r", "a\nb\n"),
    ("ls /none 2>/dev/null || echo none", "none\n"),
    ("ls /none 2>&1 | grep -c 'No such'", "1\n"),
    ("{ echo out; echo err >&2; } 2>/dev/null", "out\n"),
    ("{ echo o; ls /none; } >/dev/null 2>&1; echo done", "done\n"),
    ("cat <<X\na $((1+1)) $(echo b) \\$c\nX", "a 2 b $c\n"),
    ("cat <<'X'\na $((1+1))\nX", "a $((1+1))\n"),
    ("cat <<-X\n\ta\n\tX", "a\n"),
    ("cat <<A; cat <<B\n1\nA\n2\nB", "1\n2\n"),
    ("cat <<<word", "word\n"),
    ("exec >/sdcard/e; echo hidden; exec 1>&2; cat /sdcard/e >/dev/null", ""),
    ("while read a b; do echo \"$b $a\"; done <<X\n1 one\n2 two words\nX", "one 1\ntwo words 2\n"),
    ("printf 'a\\nb\\n' | while read l; do echo [$l]; done", "[a]\n[b]\n"),
    # globs
    ("cd /sdcard; touch g1 g2 .h; echo g*; echo g?; echo g[12]; echo g[!1]; rm g1 g2 .h",
     "g1 g2\ng1 g2\ng1 g2\ng2\n"),
    ("echo /sdcard/nothing*", "/sdcard/nothing*\n"),
    ("echo '/sdcard/*'", "/sdcard/*\n"),
    ("cd /sdcard; touch 'a b.q'; for f in *.q; do echo \"$f\"; done; rm 'a b.q'", "a b.q\n"),
    ("echo {a,b}{1,2}", "a1 a2 b1 b2\n"),
    ("echo {single} {}", "{single} {}\n"),
    # builtins
    ("cd /sdcard && pwd; cd ..; pwd; cd - >/dev/null; pwd", "/sdcard\n/\n/sdcard\n"),
    ("eval 'x=1; echo $x'", "1\n"),
    ("echo 'echo sourced $1' >/sdcard/s.sh; . /sdcard/s.sh", "sourced\n"),
    ("echo 'echo file $1' >/sdcard/s.sh; sh /sdcard/s.sh arg", "file arg\n"),
    ("command -v ls; type cd", "/system/bin/ls\ncd is a shell builtin\n"),
    ("trap 'echo bye' EXIT; echo hi", "hi\nbye\n"),
    ("exec echo replaced; echo never", "replaced\n"),
    ("set -e; false || true; echo on", "on\n"),
    ("[ a = a -a 1 -eq 1 ] && [ ! -f /none ] && [ -n x ] && [ -z '' ] && echo ok", "ok\n"),
    ("test 3 -gt 2 && test a != b && [ \\( a = b \\) -o c = c ] && echo ok", "ok\n"),
    ("[[ abc == a* ]] && echo glob", "glob\n"),
    ("sleep 0 & wait; echo waited", "waited\n"),
    ("true; : ; echo $?", "0\n"),
    ("echo 你好 😀", "你好 😀\n"),
]
# fmt: on


@pytest.mark.parametrize(("command", "printed"), SAME, ids=[row[0][:60] for row in SAME])
def test_language(shared_shell, command, printed):
    assert shared_shell.out(command) == printed


# fmt: off
FAILING = [
    ("nosuch", 127, "/system/bin/sh: nosuch: inaccessible or not found\n"),
    ("/none/tool", 127, "/system/bin/sh: /none/tool: inaccessible or not found\n"),
    ("exit 3", 3, ""),
    ("exit 300", 44, ""),
    ("false", 1, ""),
    ("set -e; false; echo never", 1, ""),
    ("set -u; echo $none", 1, "/system/bin/sh: none: parameter not set\n"),
    ("echo ${none:?gone}", 1, "/system/bin/sh: none: gone\n"),
    ("fi", 1, "/system/bin/sh: syntax error: unexpected 'fi'\n"),
    ("if true; then", 1, "/system/bin/sh: syntax error: unexpected EOF\n"),
    ("echo 'abc", 1, "/system/bin/sh: no closing quote\n"),
    ("echo $((1/0))", 1, "/system/bin/sh: divide by zero\n"),
    ("echo ${}", 1, "/system/bin/sh: bad substitution\n"),
    ("| cat", 1, "/system/bin/sh: syntax error: unexpected '|'\n"),
    ("echo a > /none/b", 1, "/system/bin/sh: can't open /none/b: No such file or directory\n"),
    ("cat < /none", 1, "/system/bin/sh: can't open /none: No such file or directory\n"),
    ("cd /none", 2, "/system/bin/sh: cd: /none: No such file or directory\n"),
    ("readonly x=1; x=2", 2, "/system/bin/sh: read-only: x\n"),
    ("[ 1 = 1", 2, "[: missing ]\n"),
    ("echo x > /sdcard/n; /sdcard/n", 126,
     "/system/bin/sh: /sdcard/n: can't execute: Permission denied\n"),
    ("/sdcard", 126, "/system/bin/sh: /sdcard: can't execute: Is a directory\n"),
]
# fmt: on


@pytest.mark.parametrize(
    ("command", "status", "said"), FAILING, ids=[row[0][:60] for row in FAILING]
)
def test_failures(shared_shell, command, status, said):
    answer = shared_shell(command)

    assert (answer.err, answer.status) == (said, status)


def test_a_script_file_runs_when_it_may(shell):
    shell.out("printf '#!/system/bin/sh\\necho ran $1\\n' > /data/local/tmp/x.sh")
    shell.out("chmod 755 /data/local/tmp/x.sh")

    assert shell.out("/data/local/tmp/x.sh now") == "ran now\n"


def test_lines_of_stdin_run_one_by_one(shell):
    answer = shell("", b"echo one\nif true\nthen echo two\nfi\nnosuch\nexit 5\necho never\n")

    assert answer.out == "one\ntwo\n"
    assert answer.status == 5


def test_a_session_keeps_its_directory_and_variables(shell):
    import io

    from devices.phone.shell.session import ShellSession

    session = ShellSession(shell.services)
    out = io.BytesIO()
    for line in ("cd /sdcard; x=kept", "pwd; echo $x"):
        session.run(line, io.BytesIO(), out, out)

    assert out.getvalue() == b"/sdcard\nkept\n"


def test_any_byte_survives(shell):
    every = bytes(range(1, 256))
    with shell.files.open("/sdcard/raw", "wb") as file:
        file.write(every)
    shell.out('x=$(cat /sdcard/raw); printf %s "$x" > /sdcard/copy')

    with shell.files.open("/sdcard/copy") as file:
        assert file.read() == every


def test_stdin_reaches_the_command(shell):
    assert shell.out("cat; echo end", b"given\0\xff") == "given\0\udcffend\n"
    assert shell.out("read x; cat", b"first\nrest\n") == "rest\n"
