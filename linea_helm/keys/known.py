"""Keys that everybody has: accounts of development tools, and JWT secrets that stand in published charts.

No key is in here: an account is recognised by its address, which anybody may know, a JWT secret by its SHA-256.
"""

from __future__ import annotations

from linea_helm.keys import derive
from linea_helm.keys.material import digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.keys.material import Material

#: What has these addresses; each list has its source above it.
_ACCOUNTS = {
    # m/44'/60'/0'/0/0..19 of their public mnemonic (getfoundry.sh, hardhat.org).
    "an account of Anvil and Hardhat": """
        0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
        0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC 0x90F79bf6EB2c4f870365E785982E1f101E93b906
        0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc
        0x976EA74026E726554dB657fA54763abd0C3a0aa9 0x14dC79964da2C08b23698B3D3cc7Ca32193d9955
        0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720
        0xBcd4042DE499D14e55001CcbB24a551F3b954096 0x71bE63f3384f5fb98995898A86B02Fb2426c5788
        0xFABB0ac9d68B0B445fB7357272Ff202C5651694a 0x1CBd3b2770909D4e10f157cABC84C7264073C9Ec
        0xdF3e18d64BC6A983f673Ab319CCaE4f1a57C7097 0xcd3B766CCDd6AE721141F452C550Ca635964ce71
        0x2546BcD3c84621e976D8185a91A922aE77ECEc30 0xbDA5747bFD65F08deb54cb465eB87D40e51B197E
        0xdD2FD4581271e230360230F9337D5c0430Bf44C0 0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199""",
    # besu.hyperledger.org: Accounts for testing (network=dev).
    "an account of Besu's development network": """
        0xFE3B557E8Fb62b89F4916B721be55cEb828dBd73 0x627306090abaB3A6e1400e9345bC60c78a8BEf57
        0xf17f52151EbEF6C7334FAD080c5704D77216b732""",
    # m/44'/60'/0'/0/0..9 of its public mnemonic, where the second and third of Besu's come from.
    "an account of Truffle": """
        0xC5fdf4076b8F3A5357c5E395ab970B5B54098Fef 0x821aEa9a577a9b44299B9c15c88cf3087F3b5544
        0x0d1d4e623D10F9FBA5Db95830F7d3839406C6AF2 0x2932b7A2355D6fecc4b5c0B6BD44cC31df247a2e
        0x2191eF87E392377ec08E7c08Eb105Ef5448eCED5 0x0F4F2Ac550A1b4e2280d04c21cEa7EBD822934b5
        0x6330A553Fc93768F612722BB8c2eC78aC90B3bbc 0x5AEDA56215b167893e80B4fE645BA6d5Bab767DE""",
    # m/44'/60'/0'/0/0..9 of `ganache -d`.
    "an account of Ganache": """
        0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1 0xFFcf8FDEE72ac11b5c542428B35EEF5769C409f0
        0x22d491Bde2303f2f43325b2108D26f1eAbA1e32b 0xE11BA2b4D45Eaed5996Cd0823791E0C93114882d
        0xd03ea8624C8C5987235048901fB614fDcA89b117 0x95cED938F7991cd0dFcb48F0a06a40FA1aF46EBC
        0x3E5e9111Ae8eB78Fe1CC3bb8915d5D461F3Ef9A9 0x28a8746e75304c0780E011BEd21C72cD78cd535E
        0xACa94ef8bD5ffEE41947b4585a84BdA5a3d3DA6E 0x1dF62f291b2E969fB0849d99D9Ce41e2F137006e""",
    # m/44'/60'/0'/0/0..19 of its default mnemonic.
    "an account of Kurtosis' ethereum-package": """
        0x8943545177806ED17B9F23F0a21ee5948eCaa776 0xE25583099BA105D9ec0A67f5Ae86D90e50036425
        0x614561D2d143621E126e87831AEF287678B442b8 0xf93Ee4Cf8c6c40b329b0c0626F28333c132CF241
        0x802dCbE1B1A97554B4F50DB5119E37E8e7336417 0xAe95d8DA9244C37CaC0a3e16BA966a8e852Bb6D6
        0x2c57d1CFC6d5f8E4182a56b4cf75421472eBAEa4 0x741bFE4802cE1C4b5b00F9Df2F5f179A1C89171A
        0xc3913d4D8bAb4914328651C2EAE817C8b78E1f4c 0x65D08a056c17Ae13370565B04cF77D2AfA1cB9FA
        0x3e95dFbBaF6B348396E6674C7871546dCC568e56 0x5918b2e647464d4743601a865753e64C8059Dc4F
        0x589A698b7b7dA0Bec545177D3963A2741105C7C9 0x4d1CB4eB7969f8806E2CaAc0cbbB71f88C8ec413
        0xF5504cE2BcC52614F121aff9b93b2001d92715CA 0xF61E98E7D47aB884C244E39E031978E33162ff4b
        0xf1424826861ffbbD25405F5145B5E50d0F1bFc90 0xfDCe42116f541fc8f7b0776e2B30832bD5621C85
        0xD9211042f35968820A3407ac3d80C725f8F75c14 0xD8F3183DEF51A987222D845be228e0Bbb932C222""",
    # ethpandaops/ethereum-helm-charts @ 5d6d4565: m/44'/60'/0'/0/0..4 of genesis-generator,
    # the defaults of assertoor, powfaucet and eth-faucet, the first account of ganache.
    "a default of ethpandaops' charts": """
        0x878705ba3f8Bc32FCf7F4CAa1A35E72AF65CF766 0x4E9A3d9D1cd2A2b2371b8b3F489aE72259886f1A
        0xdF8466f277964Bb7a0FFD819403302C34DCD530A 0x5c613e39Fc0Ad91AfDA24587e6f52192d75FBA50
        0x375ae6107f8cC4cF34842B71C6F746a362Ad8EAc 0xCA9456991E0AA5d5321e88Bba44d405aAb401193
        0x9Ed0E1301294c458D5F58fC2d0E282F72B54AD1b 0x189Cd570774347974D6832D5Dd6111fF8cbA5144""",
    # m/44'/60'/0'/0/0 of the vector of all zeros.
    "a test vector of BIP-39": """
        0x9858EfFD232B4033E47d90003D41EC34EcaEda94""",
    # LFDT-Lineth/lineth-monorepo @ cb180134: docker/config, linea-besu, jvm-libs; funded in the upstream devnet.
    "a key of Linea's local stack": """
        0x1B9AbEeC3215D8AdE8a33607f2cF0f4F60e5F0D0 0xD42E308FC964b71E18126dF469c21B0d7bcb86cC
        0x54d450f4D728da50f1271a1700b42657940324Aa 0xc8C92fe825D8930B9357c006E0af160dFa727a62
        0x6d26dCc30a1693043aefA35ed9171c16dA53F275 0x2257ae433E214dF824Eb2Ade79D2B305Ca61a4f4
        0x0D4278da2F55cF21A014B7fEE0A2cB799cE17EDe 0x994f4c82683f666D13d03a131078F1B94777790c
        0x9D14Ef14D4c90436a062EFd7dc8354A7dED9712E 0x29a6b94168f04956c6fD1a2C3fdd1F6F7C468148
        0xDca74800d7CE103A5e6A3f6028ab0963C46e7422 0x9Ad149426800DC9E65754a5CeAb6Bc1F41Cc92a7
        0xB3C150dF38E91149e260c3233f3121810D4d2976 0x42232eab8CFD6b489eFe79D3bdCC12f07A9FbaC6
        0x30B080749E44112C3e679c5e4117dD2D884eC7da 0x82F93EA98b24441dc3E0b2413Cc1CBB02f33D7e5
        0xBAE3c3FcD73CcF7755Ec8A10664f218ad6bBC775 0x8cdcc370846c9f669489227465F80e6Cc4ECd050
        0xd0584D4D37157f7105a4b41eD8ecbDfafDb2547F 0xa05b21E5186Ce93d2a226722b85D6e550Ac7D6E3
        0x44B30D738D2dec1952b92C091724E8AEDd52b9b2 0xe00cAd48944330A60BbaEdfbF2e0aC97E9762a1e
        0x09DB0a93B389bEF724429898f539AEB7ac2Dd55f 0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718
        0xe1AB8145F7E55DC933d51a18c793F901A3A0b276 0xE57bFE9F44b819898F47BF37E5AF72a0783e1141
        0xd41c057fd1c78805AAC12B0A94a405c0461A6FBb 0xF1F6619B38A98d6De0800F1DefC0a6399eB6d30C
        0x8da48afC965480220a3dB9244771bd3afcB5d895 0x1DA9B48928EC505040Eb18a4E1e21aBfCc4Ccc46
        0x6D976C9b8CeEe705d4FE8699B44E5eB58242F484""",
    # the same, maru/: node keys and validators; docker/config/maru.
    "a key of maru's tests and charts": """
        0x504C58969274660b176d65DaFFDEE3F8B1967b27 0x9f2b437A74f98d9A4247393a5858De5473eb9e10
        0xf64aEac8556931aF7350D7b7E5E4C91003a84F0a 0x1e3cAC5Db30fe791193BB9A03CbA673C24c5b254
        0xA275d33B6D691cF5212850FF2d44643F02c30D37 0xb95Ebd44537E5CcF9B23B0a4D2D737F06f55988D
        0x1E34b317888B40e5883524db3895D938356BFF80 0x952731D09aea32285a632765DB206cB862Ab7D1C
        0x083E11F14B68D5EBeB4BE3e3E0237ebbC5675AB5 0xE0aF19933B02cC865254153ec23DfFb3Fa2f4db3
        0xc0592DCF24b43d6F5412738ed5212Fa836335196 0x8A9B8226626C6AB889d96b76932452E4E1a98B13
        0x5a95B30F6eCE78D7D56024f50bCeaed4A1659321""",
}
_KNOWN = {address: what for what, addresses in _ACCOUNTS.items() for address in addresses.split()}
#: SHA-256 of the 64 hex digits in lower case, without 0x.
_JWT_SECRETS = {
    # Values of 13 charts of ethpandaops/ethereum-helm-charts @ 5d6d4565, and of many copies.
    "a165e6cb7f920759d414e5aa4726d157cd87428e2dad8a4d51aea0e5b0c71a8d": "the default of ethpandaops' charts",
    # LFDT-Lineth/lineth-monorepo @ cb180134: docker/config/l1-node/jwtsecret.txt.
    "2f5d15d3177bde5d4caac0f10d8e4c1040b825e5ca6699c130e2f55cdf792a46": "that of Linea's local stack",
    # The same: docs/getting-started/linea-mainnet/engine-jwt.
    "5c77d1ceae900b41e405edb814d42475389cfc1cacc7ccba9ecfd5dc62ee20c6": "that of Linea's guide for mainnet",
    # The same: docs/getting-started/linea-sepolia/engine-jwt, maru/docker/jwt.
    "04e1e90983bf538fd1750663310d1b9644065261bf178e07d4875941530672e0": "that of Linea's guide for Sepolia",
}
#: A smaller private key can be found by trying.
_GUESSED = 1 << 64


def known(text: str, material: Material) -> str:
    """Say which key that everybody has was found in a text, such as "an account of Ganache"; "" for any other.

    Errors: LineaError without the extra `keys`, except for a JWT secret (`derive.available` tells).
    """
    if material.kind == "jwt":
        return _jwt(digits(text, material))
    if material.kind in {"secp256k1", "libp2p"} and int(digits(text, material), 16) < _GUESSED:
        return "a number so small that trying finds it"
    return _KNOWN.get(derive.address_of(text, material) or "", "")


def _jwt(secret: str) -> str:
    from hashlib import sha256

    if len(set(secret)) == 1:
        return "one digit 64 times"
    return _JWT_SECRETS.get(sha256(secret.encode()).hexdigest(), "")
