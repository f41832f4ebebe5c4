# shellcheck shell=sh
# Runs a command as root on a machine whose sudo asks for a password: the first line of stdin. What follows is the command's own stdin.
# The words are: skip, anyway or strict, and the command. It becomes one line of single-quoted text for any login shell, so no line may
# hold a single quote or a comment.
#
# The password is tried alone first: of what follows nothing may be taken for a second try. Where sudo does not ask in the end, the
# password would be the command's input; so a line marks its end, and `skip` drops everything up to that line.
skip=$1 otherwise=$2;
shift 2;
IFS= read -r password;
if printf "%s\n" "$password" | sudo -S -p "" true 2>/dev/null;
then { printf "%s\n" "$password" "end of the password"; exec cat; } | sudo -S -p "" sh -c "$skip" sh "$@";
elif [ "$otherwise" = anyway ]; then HEARTH_SUDO=refused exec "$@";
else echo "sudo refuses the password" >&2; exit 77;
fi
