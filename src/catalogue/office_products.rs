//! The activation ids of the volume licences of Office, Visio and Project that KMS activates, as
//! `ospp.vbs` prints them (`SKU ID`): of Windows, events with these say nothing. Here from
//! public lists.

/// The name of the product with this id.
pub fn name(activation_id: &str) -> Option<&'static str> {
    let is_it = |row: &&(&str, &str)| row.0.eq_ignore_ascii_case(activation_id);
    PRODUCTS.iter().find(is_it).map(|(_, name)| *name)
}

const PRODUCTS: [(&str, &str); 34] = [
    ("8d368fc1-9470-4be2-8d66-90e836cbb051", "Office LTSC Professional Plus 2024"),
    ("bbac904f-6a7e-418a-bb4b-24c85da06187", "Office LTSC Standard 2024"),
    ("f510af75-8ab7-4426-a236-1bfb95c34ff8", "Project Professional 2024"),
    ("9f144f27-2ac5-40b9-899d-898c2b8b4f81", "Project Standard 2024"),
    ("fa187091-8246-47b1-964f-80a0b1e5d69a", "Visio LTSC Professional 2024"),
    ("923fa470-aa71-4b8b-b35c-36b79bf9f44b", "Visio LTSC Standard 2024"),
    ("fbdb3e18-a8ef-4fb3-9183-dffd60bd0984", "Office LTSC Professional Plus 2021"),
    ("080a45c5-9f9f-49eb-b4b0-c3c610a5ebd3", "Office LTSC Standard 2021"),
    ("76881159-155c-43e0-9db7-2d70a9a3a4ca", "Project Professional 2021"),
    ("6dd72704-f752-4b71-94c7-11cec6bfc355", "Project Standard 2021"),
    ("fb61ac9a-1688-45d2-8f6b-0674dbffa33c", "Visio LTSC Professional 2021"),
    ("72fce797-1884-48dd-a860-b2f6a5efd3ca", "Visio LTSC Standard 2021"),
    ("85dd8b5f-eaa4-4af3-a628-cce9e77c9a03", "Office Professional Plus 2019"),
    ("6912a74b-a5fb-401a-bfdb-2e3ab46f4b02", "Office Standard 2019"),
    ("2ca2bf3f-949e-446a-82c7-e25a15ec78c4", "Project Professional 2019"),
    ("1777f0e3-7392-4198-97ea-8ae4de6f6381", "Project Standard 2019"),
    ("5b5cf08f-b81a-431d-b080-3450d8620565", "Visio Professional 2019"),
    ("e06d7df3-aad0-419d-8dfb-0ac37e2bdf39", "Visio Standard 2019"),
    ("d450596f-894d-49e0-966a-fd39ed4c4c64", "Office Professional Plus 2016"),
    ("dedfa23d-6ed1-45a6-85dc-63cae0546de6", "Office Standard 2016"),
    ("4f414197-0fc2-4c01-b68a-86cbb9ac254c", "Project Professional 2016"),
    ("da7ddabc-3fbe-4447-9e01-6ab7440b4cd4", "Project Standard 2016"),
    ("6bf301c1-b94a-43e9-ba31-d494598c47fb", "Visio Professional 2016"),
    ("aa2a7821-1827-4c2c-8f1d-4513a34dda97", "Visio Standard 2016"),
    ("829b8110-0e6f-4349-bca4-42803577788d", "Project Professional 2016"),
    ("cbbaca45-556a-4416-ad03-bda598eaa7c8", "Project Standard 2016"),
    ("b234abe3-0857-4f9c-b05a-4dc314f85557", "Visio Professional 2016"),
    ("361fe620-64f4-41b5-ba77-84f8e079b1f7", "Visio Standard 2016"),
    ("b322da9c-a2e2-4058-9e4e-f59a6970bd69", "Office Professional Plus 2013"),
    ("b13afb38-cd79-4ae5-9f7f-eed058d750ca", "Office Standard 2013"),
    ("4a5d124a-e620-44ba-b6ff-658961b33b9a", "Project Professional 2013"),
    ("427a28d1-d17c-4abf-b717-32c780ba6f07", "Project Standard 2013"),
    ("e13ac10e-75d0-4aff-a0cd-764982cf541c", "Visio Professional 2013"),
    ("ac4efaf0-f81f-4f61-bdf7-ea32b02ab117", "Visio Standard 2013"),
];
