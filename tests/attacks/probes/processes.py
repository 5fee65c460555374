"""Starting other processes, outliving them, and changing what it is itself."""

import ctypes
import os
import resource
import struct
import subprocess
import threading

from tests.attacks.probes import probe
from tests.attacks.probes.helpers import ended, syscall


@probe("fork")
def fork(env):
    return ended(os.fork())


@probe("start a program")
def spawn(env):
    return ended(os.posix_spawn("/bin/true", ["true"], {}))


@probe("start a shell")
def shell(env):
    return subprocess.run(["/bin/sh", "-c", "echo got"], capture_output=True, check=True).stdout


@probe("clone by the bare system call")
def raw_clone(env):
    return ended(syscall(env, "clone", 17, 0, 0, 0, 0))


@probe("clone by the newest system call")
def raw_clone3(env):
    arguments = ctypes.create_string_buffer(struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0))
    return ended(syscall(env, "clone3", arguments, 64))


@probe(
    "share its memory with a child", unproven="to come back from vfork in both crashes the parent"
)
def vfork(env):
    return syscall(env, "vfork") or os._exit(0)


@probe("start a thread")
def thread(env):
    thread = threading.Thread(target=lambda: env.update(ran=True))
    thread.start()
    thread.join()
    return env["ran"]


@probe("become another program")
def execve(env):
    os.execv("/bin/true", ["true"])


@probe("become another program by its newest system call")
def execveat(env):
    arguments = (ctypes.c_char_p * 2)(b"true", None)
    syscall(env, "execveat", -100, b"/bin/true", arguments, None, 0)


@probe("leave its session", unproven="the leader of a process group may not")
def setsid(env):
    os.setsid()
    return True


@probe("leave its process group")
def setpgid(env):
    os.setpgid(0, 0)
    return True


@probe("change its priority")
def priority(env):
    os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0))
    return True


@probe("choose its processor")
def affinity(env):
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    return True


@probe("change its limits")
def limits(env):
    resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))
    return True


@probe("outlive its parent")
def outlive(env):
    return syscall(env, "prctl", 1, 0, 0, 0, 0) == 0


@probe("let itself be looked into")
def dumpable(env):
    return syscall(env, "prctl", 4, 1, 0, 0, 0) == 0


@probe("become another user")
def setuid(env):
    os.setuid(os.getuid())
    return True


@probe("change its capabilities")
def capabilities(env):
    return syscall(env, "capset", struct.pack("Ii", 0x20080522, 0), bytes(24)) == 0


@probe("switch off the randomisation of addresses")
def personality(env):
    return syscall(env, "personality", 0xFFFFFFFF) >= 0


@probe("set an alarm that outlives the call")
def alarm(env):
    return syscall(env, "setitimer", 0, bytes(32), None) == 0
