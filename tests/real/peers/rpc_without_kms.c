/* An RPC server of another implementation (the system's rpcrt4) that has an
 * interface, but not the one of KMS: it must refuse the bind for KMS.
 *
 * usage: rpc_without_kms.exe PORT */

#include <windows.h>
#include <rpc.h>
#include <rpcdcep.h>

#define LISTEN_SECONDS 300

static RPC_DISPATCH_TABLE no_operations;

static RPC_SERVER_INTERFACE some_interface = {
    .Length = sizeof(RPC_SERVER_INTERFACE),
    .InterfaceId = {{0x6f1d5c3a, 0x2b7e, 0x4a55, {0x9c, 0x11, 0x0d, 0x3e, 0x8a, 0x4f, 0x72, 0x19}}, {1, 0}},
    /* NDR 2.0, C706 appendix I */
    .TransferSyntax = {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, {2, 0}},
    .DispatchTable = &no_operations,
};

int wmain(int count, WCHAR **words)
{
    if (count != 2)
        return 64;
    if (RpcServerUseProtseqEp((RPC_WSTR)L"ncacn_ip_tcp", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_WSTR)words[1], NULL))
        return 1;
    if (RpcServerRegisterIf(&some_interface, NULL, NULL))
        return 2;
    if (RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE))
        return 3;
    Sleep(LISTEN_SECONDS * 1000);
    return 0;
}
